import { copy } from './copy.js';
import { perFrame, setText } from './dom.js';
import { many, number } from './format.js';
import { LabDirectoryState } from './lab-directory.js';
import { LabFeed } from './lab-feed.js';
import { LabHostList } from './lab-hosts.js';
import { LabServices } from './lab-services.js';
import { LabStore } from './lab-store.js';
import { Link } from './link.js';

/** How long it is said that something was copied. */
const toastFor = 3_000;
/** How often ages are told anew. */
const ageEvery = 10_000;

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

const store = new LabStore();
const services = new LabServices(store, {
  table: at('table'), rows: at('rows'), filter: /** @type {HTMLInputElement} */ (at('filter')), count: at('count'), nothing: at('nothing'), spoken: at('spoken'),
});
const hosts = new LabHostList(store, at('host-list'), (host) => services.only(host));
const directory = new LabDirectoryState(at('etcd'), at('age'));

const drawHosts = perFrame(() => {
  hosts.draw();
  const present = [...store.hosts.values()].filter((host) => host.state !== 'gone');
  const odd = store.hosts.size - present.length + present.filter((host) => host.state !== 'current').length;
  setText(at('facts'), many(present.length, 'host'));
  setText(at('host-count'), odd === 0 ? number(present.length) : `${number(present.length)}, ${number(odd)} not as ${odd === 1 ? 'it' : 'they'} should be`);
  document.title = `${at('state').dataset.state === 'lost' ? 'Lost: ' : ''}Lab: ${many(present.length, 'host')}, ${many(store.size, 'service')}`;
});

let isToDraw = false;

// The counts of hosts change with each service: they are told together, and no more often than one reads.
function drawHostsSoon() {
  if (isToDraw)
    return;
  isToDraw = true;
  setTimeout(() => {
    isToDraw = false;
    drawHosts();
  }, 500);
}

const feed = new LabFeed({
  ports: (listing) => {
    directory.show(listing.directory);
    store.readPorts(listing.ports);
    services.read();
    drawHosts();
  },
  hosts: (listing) => {
    store.readHosts(listing.hosts);
    setText(at('host'), listing.host);
    drawHosts();
    services.happened();
  },
  event: (type, data) => {
    if (type === 'directory')
      directory.show(data);
    else if (type === 'host')
      store.hosts.set(data.name, data);
    else if (type === 'removed')
      store.remove(data);
    else
      store.put(data);
    services.happened();
    drawHostsSoon();
  },
  unread: (problem) => directory.unread(problem),
  connection: (state) => {
    link.set(state);
    drawHostsSoon();
  },
});

const link = new Link(at('state'), at('banner'), () => feed.retry());

let toast = 0;

at('rows').addEventListener('click', async (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('button.copy'));
  if (button === null)
    return;
  const address = /** @type {string} */ (button.dataset.address);
  const isDone = await copy(address);
  setText(at('toast'), isDone ? `${address} copied` : `The browser lets no page copy. It is ${address}`);
  clearTimeout(toast);
  toast = setTimeout(() => setText(at('toast'), ''), isDone ? toastFor : 5 * toastFor);
});

// The address is for the filter and the order; these links only go to a place.
document.querySelector('.skip')?.addEventListener('click', (event) => {
  const place = /** @type {Element} */ (event.target).closest('a');
  if (place === null)
    return;
  event.preventDefault();
  const target = /** @type {HTMLElement} */ (document.querySelector(place.hash));
  target.focus();
  target.scrollIntoView();
});

setInterval(() => {
  directory.tell();
  drawHosts();
}, ageEvery);
feed.start();
