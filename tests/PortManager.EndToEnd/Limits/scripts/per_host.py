"""With two connections for each other host: a third one of it, one of this host, and one when there is room again."""
from hosts import Client

clients = [Client(remote=True), Client(remote=True)]
print("remote 1:", clients[0].serves())
print("remote 2:", clients[1].serves())
print("remote 3:", Client(remote=True).serves())
local = Client()
print("local:", local.serves())
clients[0].file.close()
clients[0].socket.close()
while (again := Client(remote=True).serves()) != "served":
    pass
print("remote 1 again:", again)
