// What the daemon sends to the page, by the names that the page's modules use in their types. docs/rest.md has the meanings.

interface PortRow {
  /** Where the rows are those of several hosts. */
  host?: string;
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
  directory?: { state: string; since: string; problem?: string };
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

/** A row of a table: it shows something, is kept up to date, and may come to show something else. */
interface TableRow<T, C> {
  node: HTMLElement;
  show(row: T, context: C): void;
  setPlace(place: number): void;
  setReachable(isReachable: boolean): void;
  focus(): void;
  tell(now: number): void;
}

/** What the rows of a table can be ordered and found by. */
interface Columns<T> {
  /** By the names of its columns. */
  orders: Record<string, (a: T, b: T) => number>;
  /** Orders what is equal by a column. */
  tie(a: T, b: T): number;
  /** All that words of the filter may be found in. */
  text(row: T): string;
  /** Whether a word, in lower case, means the row although it is not in its text. */
  is?(row: T, word: string): boolean;
}

interface LabPort {
  host: string;
  port: number;
  service: string;
  user: string;
  verifiedUser?: string;
  state: 'listening' | 'reserved' | 'orphaned';
  since: string;
}

interface LabHost {
  name: string;
  state: 'current' | 'behind' | 'contested' | 'gone';
  since?: string;
  page?: string;
}

interface LabDirectory {
  state: 'connecting' | 'current' | 'away';
  since: string;
  asOf?: string;
  problem?: string;
}

interface LabListing {
  lastEventId: number;
  directory: LabDirectory;
  ports: LabPort[];
}

interface LabHosts {
  lastEventId: number;
  directory: LabDirectory;
  host: string;
  hosts: LabHost[];
}

interface LabListener {
  /** All there is, if it is not as it was. */
  ports(listing: LabListing): void;
  hosts(listing: LabHosts): void;
  /** Something happened: the data is a LabPort, a LabHost or a LabDirectory. */
  event(type: string, data: any): void;
  /** The daemon answers, but cannot read the directory. */
  unread(problem: string): void;
  connection(state: 'live' | 'lost'): void;
}
