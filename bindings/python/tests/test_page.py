"""Each sentence of the manual page of nscldaq.PortManager that says what it does, in the page's order and words."""
import gc
import getpass
import inspect
import os
import socket
import subprocess
import sys
import unittest
from unittest import mock

from daemon import Daemon, eventually
from peer import old, saying
from nscldaq.PortManager import PortManager


class ThePageSays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.daemon.__enter__()
        cls.addClassCleanup(cls.daemon.__exit__)

    def connect(self, **options):
        pm = PortManager("localhost", self.daemon.port, **options)
        self.addCleanup(pm.close)
        return pm

    def names(self):
        return [row["service"] for row in self.connect().listPorts()]

    def test_from_nscldaq_PortManager_import_PortManager(self):
        namespace = {}
        exec("from nscldaq.PortManager import PortManager", namespace)
        self.assertIs(namespace["PortManager"], PortManager)

    def test_lab_scripts_import_the_module_of_that_name_from_nscldaq_portmanager(self):
        from nscldaq.portmanager import PortManager as module

        self.assertIs(module.PortManager, PortManager)
        self.assertEqual(module.PortManager("localhost", self.daemon.port).listPorts(), [])

    def test_pm_is_PortManager_of_host_and_port_30000(self):
        parameters = list(inspect.signature(PortManager).parameters.values())[:2]
        self.assertEqual([p.name for p in parameters], ["host", "port"])
        self.assertEqual([p.default for p in parameters], [inspect.Parameter.empty, 30000])

    def test_it_allows_servers_to_obtain_a_listen_port_from_a_pool_of_dynamically_allocated_ports(self):
        self.assertIn(self.connect().getPort("pooled"), self.daemon.pool)

    def test_the_service_is_then_advertised_so_that_clients_can_locate_and_connect_to_it(self):
        server = self.connect()
        listener = socket.create_server(("127.0.0.1", server.getPort("located")))
        self.addCleanup(listener.close)
        found = self.connect().find(service="located")
        socket.create_connection(("localhost", found[0]["port"])).close()

    def test_it_constructs_an_object_that_represents_a_connection_to_a_port_manager_server(self):
        with saying(b"") as peer:
            pm = PortManager("127.0.0.1", peer.port)
            eventually(lambda: peer.connections == 1, "it connects")
            self.assertEqual((pm.host, pm.port), ("127.0.0.1", peer.port))

    def test_port_is_the_port_on_which_the_port_manager_is_listening(self):
        with self.assertRaises(ConnectionRefusedError):
            # Nobody listens there.
            PortManager("localhost", 1)

    def test_host_can_be_the_dns_name_of_the_host(self):
        self.assertEqual(PortManager("localhost", self.daemon.port).listPorts(), [])
        with self.assertRaises(socket.gaierror) as caught:
            PortManager("no-such-host.invalid", self.daemon.port)
        self.assertIn(caught.exception.errno, (socket.EAI_NONAME, socket.EAI_AGAIN))

    def test_host_can_be_the_ip_address_in_dotted_form(self):
        self.assertEqual(PortManager("127.0.0.1", self.daemon.port).listPorts(), [])

    def test_getPort_interacts_with_a_local_port_manager(self):
        with saying(b"FAIL {fox.nscl.msu.edu (10.0.0.1) : Only local applications get ports}\n") as peer:
            with self.assertRaises(RuntimeError) as caught:
                PortManager("localhost", peer.port).getPort("s")
        self.assertEqual(str(caught.exception), "fox.nscl.msu.edu (10.0.0.1) : Only local applications get ports")

    def test_a_service_specification_is_the_name_given_and_the_name_of_the_user_running_the_server(self):
        pm = self.connect()
        port = pm.getPort("specified")
        self.assertEqual(
            pm.find(service="specified"), [{"service": "specified", "user": getpass.getuser(), "port": port}]
        )

    def test_the_user_is_specified_automatically_as_getpass_finds_it(self):
        for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            # The environment of the tests may set any of them.
            others = {name: "" for name in ("LOGNAME", "USER", "LNAME", "USERNAME")}
            with self.subTest(variable), mock.patch.dict(os.environ, {**others, variable: "fox"}):
                with old() as peer:
                    PortManager("localhost", peer.port).getPort("s")
                    self.assertEqual(peer.lines, ["GIMME s fox"])

    def test_a_user_without_a_name_is_specified_by_its_number(self):
        # As in a container: no variable says who it is, and the password file does not know the user.
        script = "\n".join([
            "from nscldaq.PortManager import PortManager",
            "pm = PortManager('localhost', %d)" % self.daemon.port,
            "pm.getPort('nameless')",
            "print(pm.find(service='nameless')[0]['user'])",
        ])
        environment = {"PATH": os.environ["PATH"]}
        said = subprocess.run(
            ["unshare", "--map-user=4711", sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, timeout=20
        )
        self.assertEqual(said.stdout, b"4711\n")

    def test_on_success_the_method_returns_the_integer_allocated_port_number(self):
        port = self.connect().getPort("integer")
        self.assertIs(type(port), int)

    def test_the_exception_can_be_a_RuntimeError_whose_text_is_the_message_returned_by_the_server(self):
        with Daemon(size=1) as daemon:
            pm = PortManager("localhost", daemon.port)
            pm.getPort("first")
            with self.assertRaises(RuntimeError) as caught:
                pm.getPort("second")
        self.assertEqual(str(caught.exception), "no free ports")

    def test_or_any_other_error_the_socket_calls_might_return(self):
        with Daemon() as daemon:
            pm = PortManager("localhost", daemon.port)
            daemon.stop()
            with self.assertRaises(OSError):
                pm.getPort("late")

    def test_once_an_error_is_raised_all_previously_allocated_services_have_been_released(self):
        with Daemon(size=1) as daemon:
            pm, other = PortManager("localhost", daemon.port), PortManager("localhost", daemon.port)
            pm.getPort("first")
            with self.assertRaises(RuntimeError):
                pm.getPort("second")
            eventually(lambda: other.listPorts() == [], "the port is released")

    def test_and_the_connection_has_been_terminated_and_the_object_is_of_no_use_again(self):
        with saying(b"FAIL {not today}\n") as peer:
            pm = PortManager("localhost", peer.port)
            for call in (lambda: pm.getPort("s"), lambda: pm.getPort("s"), pm.listPorts, pm.find):
                with self.assertRaisesRegex((RuntimeError, ConnectionError), "not today"):
                    call()
            self.assertEqual(len(peer.lines), 1)

    def test_the_object_is_to_be_garbage_collected_which_releases_its_ports(self):
        pm = PortManager("localhost", self.daemon.port)
        pm.getPort("collected")
        self.assertIn("collected", self.names())
        del pm
        gc.collect()
        eventually(lambda: "collected" not in self.names(), "the port is released")

    def test_listPorts_obtains_a_list_of_the_ports_the_server_has_allocated(self):
        first, second = self.connect(user="fox"), self.connect(user="cerizza")
        ports = {first.getPort("a"), first.getPort("b"), second.getPort("c")}
        listed = [row for row in self.connect().listPorts() if row["user"] in ("fox", "cerizza")]
        self.assertIs(type(listed), list)
        self.assertEqual({row["port"] for row in listed}, ports)
        self.assertEqual([row["service"] for row in listed], ["c", "a", "b"])

    def test_the_result_is_a_list_of_dicts_with_the_keys_service_user_and_port(self):
        pm = self.connect(user="fox")
        port = pm.getPort("keys")
        (row,) = [row for row in pm.listPorts() if row["service"] == "keys"]
        self.assertIs(type(row), dict)
        self.assertEqual(row, {"service": "keys", "user": "fox", "port": port})
        self.assertEqual([type(row[key]) for key in ("service", "user", "port")], [str, str, int])

    def test_find_first_performs_a_listPorts_call(self):
        with old(["30000 s u"]) as peer:
            PortManager("localhost", peer.port).find(service="s")
            self.assertEqual(peer.lines, ["LIST"])

    def test_and_then_filters_the_data_using_the_keyword_value_pairs(self):
        with old(["1 Ring fox", "2 Ring_1 fox", "3 Ring cerizza", "4 Orderer fox"]) as peer:
            pm = PortManager("localhost", peer.port)
            ports = lambda **criteria: [row["port"] for row in pm.find(**criteria)]
            self.assertEqual(ports(), [1, 2, 3, 4])
            self.assertEqual(ports(service="Ring"), [1, 3])
            self.assertEqual(ports(beginswith="Ring"), [1, 2, 3])
            self.assertEqual(ports(user="fox"), [1, 2, 4])
            self.assertEqual(ports(user="nobody"), [])

    def test_keywords_are_applied_cumulatively(self):
        with old(["1 Ring fox", "2 Ring_1 fox", "3 Ring cerizza"]) as peer:
            pm = PortManager("localhost", peer.port)
            self.assertEqual([row["port"] for row in pm.find(user="fox", beginswith="Ring", service="Ring")], [1])
            self.assertEqual(pm.find(service="Ring_1", user="cerizza"), [])
            self.assertEqual(pm.find(service="Ring", beginswith="Rong"), [])

    def test_service_is_a_name_that_must_be_exactly_matched(self):
        with old(["1 Ring fox", "2 ring fox", "3 Ring_1 fox", "4 {Ring } fox"]) as peer:
            pm = PortManager("localhost", peer.port)
            self.assertEqual([row["port"] for row in pm.find(service="Ring")], [1])
            self.assertEqual([row["port"] for row in pm.find(service="Ring ")], [4])

    def test_beginswith_is_a_prefix_to_the_service_name(self):
        with old(["1 Ring fox", "2 TheRing fox", "3 ring fox"]) as peer:
            pm = PortManager("localhost", peer.port)
            self.assertEqual([row["port"] for row in pm.find(beginswith="Ri")], [1])
            self.assertEqual([row["port"] for row in pm.find(beginswith="")], [1, 2, 3])

    def test_the_port_manager_silently_appends_n_to_the_name_where_n_is_a_unique_integer(self):
        pm = self.connect(user="silent")
        pm.getPort("myService"), pm.getPort("myService"), pm.getPort("myService")
        names = [row["service"] for row in pm.find(user="silent")]
        self.assertEqual(names, ["myService", "myService_1", "myService_2"])

    def test_advertisedName_tells_the_name_that_a_port_was_given(self):
        pm = self.connect(user="named")
        first, second = pm.getPort("myService"), pm.getPort("myService")
        self.assertEqual([pm.advertisedName(first), pm.advertisedName(second)], ["myService", "myService_1"])
        with self.assertRaises(LookupError):
            pm.advertisedName(1)

    def test_the_prefix_lists_all_instances_of_a_single_service_run_on_a_node_by_a_user(self):
        pm = self.connect(user="lister")
        ports = [pm.getPort("myService"), pm.getPort("myService")]
        pm.getPort("yourService")
        found = self.connect().find(beginswith="myService", user="lister")
        self.assertEqual([row["port"] for row in found], ports)

    def test_user_filters_the_data_to_match_only_those_services_run_by_a_specific_user(self):
        self.connect(user="one").getPort("shared")
        port = self.connect(user="other").getPort("shared")
        self.assertEqual([row["port"] for row in self.connect().find(user="other")], [port])

    def test_a_criterion_that_the_page_does_not_name_is_a_RuntimeError_and_asks_nothing(self):
        with old() as peer:
            pm = PortManager("localhost", peer.port)
            with self.assertRaisesRegex(RuntimeError, "port"):
                pm.find(service="s", port=30000)
            self.assertEqual(pm.listPorts(), [])
            self.assertEqual(peer.lines, ["LIST"])
