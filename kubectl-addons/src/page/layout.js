// Where everything in the Resource Map stands: cards from left to right, first children beside their parents, nothing
// crossing; many siblings without children share a frame. The order is that of `-o svg`. Nothing here touches the page.

const MARGIN = 24, COLUMN_GAP = 48, ROW_GAP = 10, EDGE_AT = 20, BEND = 8, PADDING = 10, MANY = 4;
const NARROWEST = 160, WITH_SENTENCE = 280, WIDEST = 330;

/** Measures text in the fonts of the page. */
const pen = document.createElement('canvas').getContext('2d');
const { fontFamily } = getComputedStyle(document.body);
function widthOf(text, font) {
  pen.font = `${font} ${fontFamily}`;
  return pen.measureText(text.slice(0, 100)).width;
}

/** Returns how wide a card would like to be. */
function wanted(entry) {
  const marks = [entry.health && `${entry.health.symbol} ${entry.health.text}`, entry.sync?.text].filter(Boolean).join(' ');
  entry.wanted ??= Math.ceil(Math.min(WIDEST, Math.max(entry.says ? WITH_SENTENCE : NARROWEST, 36 + widthOf(entry.node.name, '600 13px'),
    90 + widthOf(entry.node.kind, '11px'), (entry.children.length > 0 ? 90 : 50) + widthOf(marks, '11px'))));
  return entry.wanted;
}

function heightOf(entry) {
  return 49 + (entry.health || entry.sync ? 17 : 0) + (entry.says ? 15 : 0);
}

/** Where everything stands. `childrenOf` says which children are shown. */
class Layout {
  constructor(sections, childrenOf, room) {
    this.childrenOf = childrenOf;
    this.places = new Map();
    this.frames = [];
    this.headings = [];
    this.below = new Map();
    this.columns(sections);
    this.room = Math.max(room - MARGIN, this.right);
    this.free = this.left.map(() => MARGIN);
    for (const [title, roots] of sections) {
      if (roots.length === 0) continue;
      if (title) this.heading(title, roots);
      this.hang(roots);
    }
    this.width = Math.max(0, ...[...this.places.values(), ...this.frames].map((box) => box.x + box.width)) + MARGIN;
    this.height = Math.max(0, ...this.free) + MARGIN;
  }

  /** Makes each column as wide as the widest card in it. */
  columns(sections) {
    const widths = [];
    const next = [...sections.values()].flat();
    while (next.length > 0) {
      const entry = next.pop();
      widths[entry.depth] = Math.max(widths[entry.depth] ?? 0, wanted(entry));
      next.push(...this.childrenOf(entry));
    }
    this.widths = widths;
    let left = MARGIN - COLUMN_GAP;
    this.left = widths.map((_, depth) => left += (widths[depth - 1] ?? 0) + COLUMN_GAP);
    this.right = (this.left.at(-1) ?? MARGIN) + (widths.at(-1) ?? 0);
  }

  heading(title, roots) {
    const y = this.places.size === 0 ? MARGIN : Math.max(...this.free) + 26;
    this.headings.push({ title, y, count: roots.length });
    this.free.fill(y + 30);
  }

  hang(roots) {
    const next = this.items(roots, 0).reverse();
    while (next.length > 0) {
      const item = next.pop();
      const parent = this.places.get(item.first.parent);
      const top = parent && item.begins ? parent.y : this.top(item);
      const x = this.left[item.depth];
      if (item.cards) this.frame(item, x, top);
      else this.put(item.first, x, top, this.widths[item.depth]);
      if (!item.cards) this.free[item.depth] = top + heightOf(item.first) + ROW_GAP;
      parent?.ends.push({ x, y: top + EDGE_AT });
      if (!item.cards) next.push(...this.itemsBelow(item).toReversed());
    }
  }

  /** Returns siblings as single cards and, where many have no children, as frames around them. */
  items(siblings, depth) {
    const items = [];
    for (let from = 0; from < siblings.length;) {
      let to = from;
      while (to < siblings.length && this.childrenOf(siblings[to]).length === 0) to += 1;
      const frame = to - from >= MANY ? this.framed(siblings.slice(from, to), depth) : null;
      if (frame) items.push(frame);
      else siblings.slice(from, Math.max(to, from + 1)).forEach((first) => items.push({ first, depth }));
      from = Math.max(to, from + 1);
    }
    if (items.length > 0) items[0].begins = true;
    return items;
  }

  /** Returns the items below a card, made once. */
  itemsBelow({ first, depth }) {
    if (!this.below.has(first)) this.below.set(first, this.items(this.childrenOf(first), depth + 1));
    return this.below.get(first);
  }

  framed(cards, depth) {
    const width = Math.max(...cards.map(wanted));
    const padding = depth === 0 ? 0 : PADDING;
    const across = Math.min(cards.length, Math.floor((this.room - this.left[depth] - 2 * padding + ROW_GAP) / (width + ROW_GAP)));
    return across > 1 ? { first: cards[0], cards, depth, width, padding, across } : null;
  }

  /** Returns how high an item can go with its first child, that one's first child and so on beside it. */
  top(item) {
    let top = 0;
    for (let at = item; at; at = at.cards ? null : this.itemsBelow(at)[0]) {
      const right = at.cards ? this.left[at.depth] + at.across * (at.width + ROW_GAP) + 2 * at.padding : 0;
      for (let depth = at.depth; depth < this.left.length && (depth === at.depth || this.left[depth] - COLUMN_GAP < right); depth += 1) top = Math.max(top, this.free[depth]);
    }
    return top + (item.depth > 0 && !item.cards && this.childrenOf(item.first).length > 0 ? 6 : 0);
  }

  frame({ cards, depth, width, padding, across }, x, top) {
    let y = top + padding;
    for (let from = 0; from < cards.length; from += across) {
      const line = cards.slice(from, from + across);
      line.forEach((entry, place) => this.put(entry, x + padding + place * (width + ROW_GAP), y, width));
      y += Math.max(...line.map(heightOf)) + ROW_GAP;
    }
    const box = { x, y: top, width: across * (width + ROW_GAP) - ROW_GAP + 2 * padding, height: y - ROW_GAP + padding - top };
    if (padding > 0) this.frames.push(box);
    this.left.forEach((left, column) => {
      if (column === depth || (column > depth && left - COLUMN_GAP < x + box.width)) this.free[column] = top + box.height + ROW_GAP;
    });
  }

  put(entry, x, y, width) {
    this.places.set(entry, { x, y, width, height: heightOf(entry), ends: [] });
  }

  /** Returns the edges of the tree as one path. */
  edges() {
    let path = '';
    for (const { x, y, width, ends } of this.places.values()) {
      const [from, start] = [x + width, y + EDGE_AT];
      let down = start;
      for (const end of ends) {
        if (end.y === start) { path += `M${from} ${start}H${end.x}`; continue; }
        const stem = from + COLUMN_GAP / 2;
        path += down === start ? `M${from} ${start}H${stem - BEND}q${BEND} 0 ${BEND} ${BEND}` : `M${stem} ${down}`;
        path += `V${end.y - BEND}q0 ${BEND} ${BEND} ${BEND}H${end.x}`;
        down = end.y - BEND;
      }
    }
    return path;
  }

  /** Returns the edges from further parents as one path. */
  seconds(tree) {
    let path = '';
    for (const [entry, to] of this.places) {
      for (const parent of tree.furtherParents(entry)) {
        const from = this.places.get(parent);
        if (!from) continue;
        const [x, y, left, top] = [from.x + from.width, from.y + EDGE_AT + 10, to.x, to.y + EDGE_AT + 10];
        path += `M${x} ${y}C${x + COLUMN_GAP} ${y} ${left - COLUMN_GAP} ${top} ${left} ${top}`;
      }
    }
    return path;
  }
}
