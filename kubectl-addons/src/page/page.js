// The page: what is chosen, folded and filtered, and what keys and clicks do about it. `show(document)` may be called as
// often as documents arrive: choice, folding, filters and scrolling stay.

const [head, gapsBox, mapBox, pane] = ['head', 'gaps', 'map', 'details'].map((id) => document.getElementById(id));
const [search, unhealthy, states, category, kind, count] = ['search', 'unhealthy', 'states', 'category', 'kind', 'count'].map((id) => document.getElementById(id));
const map = new ResourceMap(mapBox);
const filter = new Filter();
/** From how many resources on healthy branches begin folded. */
const LARGE = 120;

let tree = null;
let chosen = '';
let folded = null;

/** Returns the moment ages are seen from. */
function now() {
  return about.now ? Date.parse(about.now) : Date.now();
}

/** Shows a ResourceTree document. */
function show(shown) {
  tree = new Tree(shown);
  folded ??= new Set(tree.entries.size > LARGE ? foldable().filter((entry) => entry.troubles === 0).map(({ uid }) => uid) : []);
  if (!tree.entries.has(chosen)) chosen = '';
  fillHead();
  fillGaps();
  fillChoices();
  draw();
}

function foldable() {
  return [...tree.entries.values()].filter((entry) => entry.children.length > 0 && entry !== tree.root);
}

/** Draws the map and, where it is open, the pane. */
function draw() {
  const shown = filter.shown(tree);
  const isFolded = (entry) => !shown && folded.has(entry.uid);
  const childrenOf = (entry) => isFolded(entry) ? [] : entry.kept ?? entry.children;
  for (const entry of tree.entries.values()) entry.kept = shown ? entry.children.filter((child) => shown.has(child)) : null;
  const sections = new Map([...tree.sections].map(([title, roots]) => [title, shown ? roots.filter((root) => shown.has(root)) : roots]));
  const layout = new Layout(sections, childrenOf, mapBox.clientWidth);
  if (!layout.places.has(tree.entries.get(chosen))) chosen = '';
  map.draw(tree, layout, { folded: isFolded, chosen: tree.entries.get(chosen), wants: (entry) => !shown || filter.wants(entry) });
  const wanted = [...tree.entries.values()].filter((entry) => entry !== tree.root && filter.wants(entry)).length;
  const all = tree.entries.size - 1;
  count.textContent = filter.isOn ? `${wanted} of ${all} resources` : `${all} resources`;
  if (!pane.hidden) fillDetails(pane, tree, tree.entries.get(chosen));
}

function fillHead() {
  const { addon, root } = tree;
  const title = make('h1', '', addon.name);
  title.append(make('span', `badge ${root.tone}`, `${root.health.symbol} ${addon.state}${addon.stuck ? ' (stuck)' : ''}`));
  const who = make('div', 'who');
  who.append(title, make('p', root.tone === 'good' ? 'quiet' : '', `${addon.reason}: ${addon.message}`));
  const { name, version, wanted } = addon.chart;
  const chart = [name, version, wanted ? `→ ${wanted}` : ''].filter(Boolean).join(' ');
  const taken = about.now ? DATES.format(new Date(about.now)) : '';
  head.replaceChildren(who, facts([['Chart', chart], ['Sync', addon.sync], ['Health', addon.health], ['Namespace', addon.destination.namespace],
    ['Cluster', addon.destination.cluster], ['Stack', addon.stack], ['As of', taken]]));
  for (const list of head.querySelectorAll('dl')) pair(list);
}

/** Puts each name above its value. */
function pair(list) {
  const cells = [...list.children];
  list.replaceChildren();
  for (let at = 0; at < cells.length; at += 2) {
    const both = make('div');
    both.append(cells[at], cells[at + 1]);
    list.append(both);
  }
}

function fillGaps() {
  const { gaps } = tree;
  gapsBox.hidden = gaps.length === 0;
  gapsBox.querySelector('summary').textContent = gaps.length === 1 ? 'Something could not be seen' : `${gaps.length} things could not be seen`;
  gapsBox.querySelector('ul').replaceChildren(...gaps.map((gap) => make('li', '', gap)));
  if (gaps.length < 4) gapsBox.open = true;
  const notes = document.getElementById('remarks');
  notes.hidden = tree.remarks.length === 0;
  notes.replaceChildren(...tree.remarks.map((remark) => make('p', '', remark)));
}

/** Offers what there is to choose from. */
function fillChoices() {
  const entries = [...tree.entries.values()].slice(1);
  const counts = new Map();
  for (const { health } of entries.filter((entry) => entry.health)) counts.set(health.text, (counts.get(health.text) ?? 0) + 1);
  states.replaceChildren(...[...counts].sort(([a], [b]) => a < b ? -1 : 1).map(([text, number]) => stateButton(word(text), number)));
  offer(category, 'All categories', [...CATEGORIES.values()], entries.map((entry) => entry.category));
  offer(kind, 'All kinds', null, entries.map((entry) => entry.node.kind));
}

function stateButton({ text, tone, symbol }, number) {
  const button = make('button', tone);
  button.type = 'button';
  button.setAttribute('aria-pressed', filter.states.has(text));
  button.append(make('span', `word ${tone}`, `${symbol} ${text}`), make('span', 'quiet', String(number)));
  button.addEventListener('click', () => {
    if (!filter.states.delete(text)) filter.states.add(text);
    button.setAttribute('aria-pressed', filter.states.has(text));
    draw();
  });
  return button;
}

function offer(select, all, order, values) {
  const there = [...new Set(values)];
  const options = order ? [...new Set(order)].filter((value) => there.includes(value)) : there.sort();
  const kept = select.value;
  select.replaceChildren(new Option(all, ''), ...options.map((value) => new Option(plain(value), value)));
  select.value = options.includes(kept) ? kept : '';
}

/** Chooses an entry; `open` shows its details. */
function choose(entry, { open = !pane.hidden } = {}) {
  let stands = map.cards.has(entry.uid) && pane.hidden !== open;
  for (let at = entry.parent; at; at = at.parent) stands = !folded.delete(at.uid) && stands;
  chosen = entry.uid;
  pane.hidden = !open;
  if (stands) map.choose(entry);
  else draw();
  if (stands && open) fillDetails(pane, tree, entry);
  history.replaceState(null, '', open ? linkTo(entry) : location.href.split('#')[0]);
  map.cards.get(entry.uid)?.focus({ preventScroll: true });
  map.reveal(entry);
}

function closePane() {
  const entry = tree.entries.get(chosen);
  choose(entry, { open: false });
}

function fold(entry) {
  if (!folded.delete(entry.uid)) folded.add(entry.uid);
  draw();
}

/** Undoes one thing: the pane, else the filters. */
function back() {
  if (!pane.hidden) return closePane();
  Object.assign(filter, new Filter());
  search.value = category.value = kind.value = '';
  unhealthy.setAttribute('aria-pressed', 'false');
  states.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', 'false'));
  draw();
  map.cards.get(chosen)?.focus();
}

/** Chooses the next entry that is unhealthy, folded away or not. */
function nextUnhealthy() {
  const shown = filter.shown(tree);
  const entries = [...tree.entries.values()].filter((entry) => entry.uid === chosen || (entry.unhealthy && (!shown || shown.has(entry))));
  const at = entries.findIndex((entry) => entry.uid === chosen);
  const next = [...entries.slice(at + 1), ...entries.slice(0, at)].find((entry) => entry.unhealthy);
  if (next) choose(next);
}

function toggleUnhealthy() {
  filter.unhealthy = !filter.unhealthy;
  unhealthy.setAttribute('aria-pressed', filter.unhealthy);
  draw();
}

const KEYS = {
  '/': () => search.focus(),
  u: toggleUnhealthy,
  n: nextUnhealthy,
  Escape: back,
};

document.addEventListener('keydown', (event) => {
  const typing = event.target.matches('input, select');
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== 'Escape')) return;
  if (typing) search.blur();
  if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

mapBox.addEventListener('keydown', (event) => {
  const entry = event.target.entry;
  if (!entry || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Enter') choose(entry, { open: true });
  else if (event.key === ' ') fold(entry);
  else if (event.key === 'Home') choose(tree.root);
  else if (event.key.startsWith('Arrow')) {
    if (event.key === 'ArrowRight' && folded.has(entry.uid) && !filter.isOn) fold(entry);
    const next = map.beside(entry, event.key);
    if (next) choose(next);
  } else return;
  event.preventDefault();
});

mapBox.addEventListener('click', (event) => {
  const entry = event.target.closest('.card')?.entry;
  if (!entry) return;
  if (event.target.closest('.folder')) fold(entry);
  else choose(entry, { open: true });
});

pane.addEventListener('click', (event) => {
  if (event.target.closest('.close')) closePane();
});

search.addEventListener('input', () => {
  filter.words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  draw();
});
search.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') [...map.cards.values()].find((card) => filter.wants(card.entry))?.focus();
});
unhealthy.addEventListener('click', toggleUnhealthy);
category.addEventListener('change', () => { filter.category = category.value; draw(); });
kind.addEventListener('change', () => { filter.kind = kind.value; draw(); });
document.getElementById('fold').addEventListener('click', () => { folded = new Set(foldable().map(({ uid }) => uid)); draw(); });
document.getElementById('unfold').addEventListener('click', () => { folded.clear(); draw(); });
window.addEventListener('resize', draw);
window.addEventListener('hashchange', follow);

/** Follows the address: a link to a resource chooses it. */
function follow() {
  const entry = tree.entries.get(decodeURIComponent(location.hash.slice(1)));
  if (location.hash && entry) choose(entry, { open: true });
}

const embedded = document.getElementById('tree').textContent.trim();
if (embedded) {
  show(JSON.parse(embedded));
  follow();
}
