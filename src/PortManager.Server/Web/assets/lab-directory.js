import { daemonNow } from './api.js';
import { element, setText } from './dom.js';
import { clock, span } from './format.js';
import { legible } from './names.js';

/** How far what is shown of the lab is true. */
export class LabDirectoryState {
  #banner;
  #age;
  /** @type {LabDirectory | null} */
  #now = null;

  /**
   * @param {HTMLElement} banner
   * @param {HTMLElement} age
   */
  constructor(banner, age) {
    this.#banner = banner;
    this.#age = age;
  }

  /** @param {LabDirectory} now */
  show(now) {
    this.#now = now;
    const isAway = now.state === 'away';
    this.#banner.className = isAway ? 'banner away' : 'banner';
    this.#banner.replaceChildren(...(isAway ? [element('span', { text: this.#sentence(now) })] : []));
    this.tell();
  }

  /**
   * The daemon has read nothing of the lab.
   * @param {string} problem
   */
  unread(problem) {
    const { since = new Date(daemonNow()).toISOString(), asOf } = this.#now?.state === 'away' ? this.#now : {};
    this.show({ state: 'away', since, asOf, problem });
  }

  /** Brings the age up to date. */
  tell() {
    const asOf = this.#now?.state === 'away' ? this.#now.asOf : undefined;
    setText(this.#age, asOf === undefined ? '' : `as it was ${span(daemonNow() - Date.parse(asOf))} ago`);
  }

  /** @param {LabDirectory} away */
  #sentence({ since, asOf, problem }) {
    const why = problem === undefined ? '' : ` (${legible(problem)})`;
    const what = asOf === undefined ? 'Nothing of the lab is known yet.' : `What you see of the lab is how it was at ${clock(new Date(asOf))}.`;
    return `The directory of the lab cannot be read since ${clock(new Date(since))}${why}. ${what} The hosts go on as ever, and it is tried again until it answers.`;
  }
}
