// What the daemon sends to the page, by the names that the page's modules use in their types. docs/rest.md has the meanings.

interface PortRow {
  port: number;
  service: string;
  user: string;
  since: string;
  verifiedUser?: string;
  state?: 'listening' | 'reserved' | 'orphaned';
  process?: { name: string; pid: number };
}

interface Listing {
  host: string;
  lastEventId: number;
  ports: PortRow[];
}

type PortEvent =
  | { event: 'added' | 'removed'; id: number; time: string; port: number; service: string; user: string }
  | { event: 'refused'; id: number; time: string; service?: string; user?: string; reason: string }
  | { event: 'invalid'; id: number; time: string; request: string; reason?: string };

interface PoolStatus {
  ranges: string;
  size: number;
  held: number;
  busy: number;
  resting: number;
  free: number;
  busyPorts: number[];
}

interface DaemonStatus {
  version: string;
  started: string;
  listen: string[];
  pool: PoolStatus;
  journal: { state: string };
}

interface UsageHistory {
  end: string;
  intervalSeconds: number;
  held: number[];
  requests: number[];
}

/** Null is what is as it was. */
interface Answer {
  ports: Listing | null;
  status: DaemonStatus | null;
  history: UsageHistory | null;
  recent: { events: PortEvent[] } | null;
}

interface SessionListener {
  reading(): void;
  read(answer: Answer): void;
  event(event: PortEvent): void;
}

interface FeedListener extends SessionListener {
  connection(state: 'live' | 'lost'): void;
}

/** What a stream says, as `stream-source.js` tells it. */
interface StreamEvent {
  type: string;
  data?: any;
  lastEventId?: string;
}
