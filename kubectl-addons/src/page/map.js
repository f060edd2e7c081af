// The Resource Map: draws a Layout. Cards are kept from one drawing to the next, so that focus and scrolling survive.

/** The map as it stands on the page. */
class ResourceMap {
  constructor(box) {
    this.box = box;
    this.cards = new Map();
    this.paths = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.paths.setAttribute('aria-hidden', 'true');
    this.rest = [];
  }

  /** Draws what is shown; `wants` says which entries are so by themselves, and not for what hangs below them. */
  draw(tree, layout, { folded, chosen, wants }) {
    this.layout = layout;
    this.rest.forEach((element) => element.remove());
    this.rest = [...layout.frames.map(frameOf), ...layout.headings.map(headingOf)];
    this.paths.setAttribute('width', layout.width);
    this.paths.setAttribute('height', layout.height);
    this.paths.replaceChildren(pathOf('', layout.edges()), pathOf('second', layout.seconds(tree)));
    const before = this.cards;
    this.cards = new Map();
    for (const [entry, place] of layout.places) {
      const card = before.get(entry.uid) ?? make('div');
      before.delete(entry.uid);
      this.cards.set(entry.uid, card);
      if (card.entry !== entry) fillCard(card, entry);
      stand(card, entry, place, { isFolded: folded(entry), isAside: !wants(entry) });
    }
    before.forEach((card) => card.remove());
    const there = document.activeElement;
    this.box.prepend(...this.rest.filter(({ className }) => className === 'frame'), this.paths);
    const cards = [...this.cards.values()].filter((card) => card.parentNode !== this.box);
    this.box.append(...this.rest.filter(({ className }) => className !== 'frame'), ...cards);
    if (there !== document.activeElement && this.box.contains(there)) there.focus({ preventScroll: true });
    this.choose(chosen);
  }

  /** Marks an entry as the chosen one, which is where the keyboard begins. */
  choose(entry) {
    for (const card of this.box.querySelectorAll('[aria-selected=true]')) {
      card.setAttribute('aria-selected', 'false');
      card.tabIndex = -1;
    }
    const card = this.cards.get(entry?.uid);
    card?.setAttribute('aria-selected', 'true');
    if (card) card.tabIndex = 0;
  }

  /** Brings a card into view. */
  reveal(entry) {
    this.cards.get(entry.uid)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Returns the shown entry that an arrow leads to. */
  beside(entry, key) {
    const shown = [...this.layout.places];
    if (key === 'ArrowLeft') return entry.parent;
    if (key === 'ArrowRight') return shown.find(([other]) => other.parent === entry)?.[0];
    const { x, y, width } = this.layout.places.get(entry);
    const step = key === 'ArrowDown' ? 1 : -1;
    const column = shown.filter(([, place]) => place.x < x + width && x < place.x + place.width && (place.y - y) * step > 0);
    return column.reduce((best, one) => !best || (one[1].y - best[1].y) * step < 0 || (one[1].y === best[1].y && one[1].x === x) ? one : best, null)?.[0];
  }
}

function pathOf(className, path) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  element.setAttribute('class', className);
  element.setAttribute('d', path);
  return element;
}

function frameOf(box) {
  const frame = make('div', 'frame');
  set(frame, box);
  return frame;
}

function headingOf({ title, y, count }) {
  const heading = make('h2', 'heading', title);
  heading.append(make('span', '', String(count)));
  set(heading, { x: MARGIN, y });
  return heading;
}

/** Sets where an element stands, through the object model: the page allows no style attributes. */
function set(element, { x, y, width, height }) {
  Object.assign(element.style, { left: `${x}px`, top: `${y}px` });
  if (width) Object.assign(element.style, { width: `${width}px`, height: `${height}px` });
}

/** Says on a card what is known of an entry. */
function fillCard(card, entry) {
  const { node } = entry;
  card.entry = entry;
  card.state = '';
  card.tabIndex = -1;
  card.className = `card ${entry.tone}`;
  card.setAttribute('role', 'treeitem');
  card.setAttribute('aria-level', entry.depth + 1);
  card.setAttribute('aria-label', plain([node.kind, node.name, entry.health?.text, entry.sync?.text, entry.says].filter(Boolean).join(', ')));
  card.title = plain([entry.called, entry.says].filter(Boolean).join('\n'));
  if (node.presence !== 'Live') card.classList.add('absent');
  card.replaceChildren(make('span', 'kind', node.kind), make('span', 'age', node.createdAt ? age(node.createdAt, now()) : ''), make('span', 'name', node.name));
  if (entry.health || entry.sync) card.append(marksOf(entry));
  if (entry.says) card.append(make('span', `says ${entry.saysTone}`, entry.says));
}

function marksOf({ health, sync }) {
  const marks = make('span', 'marks');
  if (health) marks.append(make('span', `word ${health.tone}`, `${health.symbol} ${health.text}`));
  if (sync) marks.append(make('span', `word ${sync.tone === 'good' ? 'plain' : sync.tone}`, sync.text));
  return marks;
}

/** Brings a card to its place and state; what has not changed is left alone. */
function stand(card, entry, place, { isFolded, isAside }) {
  const { x, y, width, height } = place;
  const state = [x, y, width, height, isFolded, isAside].join();
  if (card.state === state) return;
  card.state = state;
  set(card, place);
  card.classList.toggle('aside', isAside);
  card.querySelector('.folder')?.remove();
  card.removeAttribute('aria-expanded');
  if (entry.children.length === 0) return;
  card.setAttribute('aria-expanded', !isFolded);
  card.append(folderOf(entry, isFolded));
}

function folderOf(entry, isFolded) {
  const troubled = isFolded && entry.troubles > 0;
  const folder = make('span', `folder${troubled ? ' bad' : ''}`, isFolded ? `+${entry.below}` : '−');
  folder.title = isFolded ? `Unfold ${entry.below}${troubled ? `, ${entry.troubles} not healthy` : ''}` : 'Fold';
  folder.setAttribute('aria-hidden', 'true');
  return folder;
}
