'use strict';
// What is shown: a ResourceTree document as entries that know their parent, their children and how they are doing.
// Nothing here touches the page. `show` in page.js makes a new Tree of every document that arrives.

/** How Rust says things: the moment of the answer, words with tones, headings, categories, remarks. */
const about = JSON.parse(document.getElementById('about').textContent);
/** By key, and by nothing that objects have of themselves. */
const [WORDS, CATEGORIES, REMARKS, HEADINGS] = ['words', 'categories', 'remarks', 'headings'].map((name) => new Map(Object.entries(about[name])));

/** Returns a status with its tone and symbol; a word of an Argo CD newer than this page is shown as it is. */
function word(text) {
  return text ? { text, ...(WORDS.get(text) ?? { tone: 'unknown', symbol: '?' }) } : null;
}

/** One resource, or the add-on itself. */
class Entry {
  constructor(node, health) {
    this.node = node;
    this.uid = node.uid;
    this.parent = null;
    this.children = [];
    this.depth = 0;
    this.below = 0;
    this.troubles = 0;
    this.health = word(health);
    this.sync = word(node.sync);
    const remark = REMARKS.get(node.uid);
    this.says = remark?.text ?? node.trouble ?? '';
    this.saysTone = remark?.tone ?? this.tone;
    this.category = CATEGORIES.get(`${node.group}/${node.kind}`) ?? 'Custom';
    this.text = [node.kind, node.name, node.namespace, node.sync, health, this.says].join('\n').toLowerCase();
  }

  /** Its health is known and not as it should be, or something else is wrong with it. */
  get unhealthy() {
    return (this.health !== null && this.health.tone !== 'good') || Boolean(this.node.trouble);
  }

  get tone() {
    return this.health?.tone ?? 'plain';
  }

  get called() {
    return `${this.node.kind}/${this.node.name}`;
  }
}

/** The add-on, its resources, and what could not be seen. */
class Tree {
  constructor({ addon, nodes, gaps, remarks = [] }) {
    this.remarks = remarks;
    this.addon = addon;
    this.gaps = [...new Set(gaps.map(({ what, message }) => message.includes(what) ? message : `${what}: ${message}`))];
    this.root = new Entry({
      uid: '', group: 'argoproj.io', version: 'v1alpha1', kind: addon.namespace ? 'Application' : 'Stack', name: addon.name, namespace: addon.namespace, sync: addon.sync,
      createdAt: addon.createdAt, trouble: addon.state === 'Synced' ? null : `${addon.reason}: ${addon.message}`, parents: [], info: [], presence: 'Live',
    }, addon.state);
    this.entries = new Map([['', this.root]]);
    this.sections = new Map([['', [this.root]]]);
    nodes.forEach((node) => this.add(new Entry(node, node.health?.status)));
    for (const entry of [...this.entries.values()].reverse()) {
      if (!entry.parent) continue;
      entry.parent.below += 1 + entry.below;
      entry.parent.troubles += entry.troubles + (entry.unhealthy ? 1 : 0);
    }
  }

  /** Hangs an entry under its first parent that came before it; without one it stands under the add-on or a heading. */
  add(entry) {
    if (this.entries.has(entry.uid)) return;
    const parent = entry.node.parents.map((uid) => this.entries.get(uid)).find((found) => found);
    const heading = parent ? '' : HEADINGS.get(entry.node.orphan ? 'Orphan' : entry.node.presence);
    this.entries.set(entry.uid, entry);
    if (heading) {
      if (!this.sections.has(heading)) this.sections.set(heading, []);
      this.sections.get(heading).push(entry);
      return;
    }
    entry.parent = parent ?? this.root;
    entry.depth = entry.parent.depth + 1;
    entry.parent.children.push(entry);
  }

  /** Returns the parents besides the one it hangs under. */
  furtherParents(entry) {
    const found = entry.node.parents.map((uid) => this.entries.get(uid));
    return [...new Set(found)].filter((parent) => parent && parent !== entry.parent && parent !== entry);
  }
}

/** Which entries are wanted. Those above a wanted one are shown as well. */
class Filter {
  constructor() {
    this.words = [];
    this.unhealthy = false;
    this.states = new Set();
    this.category = '';
    this.kind = '';
  }

  get isOn() {
    return this.words.length > 0 || this.unhealthy || this.states.size > 0 || this.category !== '' || this.kind !== '';
  }

  wants(entry) {
    return (!this.unhealthy || entry.unhealthy)
      && (this.states.size === 0 || this.states.has(entry.health?.text))
      && (this.category === '' || this.category === entry.category)
      && (this.kind === '' || this.kind === entry.node.kind)
      && this.words.every((text) => entry.text.includes(text));
  }

  /** Returns what is wanted and what stands above it; null where everything is. */
  shown(tree) {
    if (!this.isOn) return null;
    const shown = new Set([tree.root]);
    for (const entry of tree.entries.values()) {
      for (let at = this.wants(entry) ? entry : null; at && !shown.has(at); at = at.parent) shown.add(at);
    }
    return shown;
  }
}

/** Returns an age as kubectl writes it: the older, the coarser. */
function age(then, now) {
  const seconds = Math.max(0, Math.floor((now - Date.parse(then)) / 1000));
  const steps = [[120, 1, 's'], [600, 60, 'm', 1, 's'], [10800, 60, 'm'], [28800, 3600, 'h', 60, 'm'], [172800, 3600, 'h'], [691200, 86400, 'd', 3600, 'h'],
    [63072000, 86400, 'd'], [252288000, 31536000, 'y', 86400, 'd'], [Infinity, 31536000, 'y']];
  const [, large, unit, small, smaller] = steps.find(([limit]) => seconds < limit);
  const rest = small ? Math.floor(seconds % large / small) : 0;
  return `${Math.floor(seconds / large)}${unit}${rest ? rest + smaller : ''}`;
}

/** Returns text in which nothing hides or reorders the rest: such characters are spelled out, as in the terminal. */
function plain(text) {
  return text.replace(/[^\P{Cc}\n\t]|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
    (one) => one < '\u0100' ? `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}` : `\\u{${one.codePointAt(0).toString(16)}}`);
}

/** Returns an element with a class and a text; whatever comes from outside is text and stays text. */
function make(tag, className = '', text = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = plain(text);
  return element;
}
