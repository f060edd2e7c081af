// The pane beside the map: everything that is known of one resource, its owners and its children as links.

const DATES = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Fills the pane. */
function fillDetails(pane, tree, entry) {
  const { node } = entry;
  const close = make('button', 'close', '×');
  close.type = 'button';
  close.setAttribute('aria-label', 'Close');
  const kind = make('div', 'quiet', node.kind);
  pane.replaceChildren(close, kind, make('h2', '', node.name), badges(entry));
  if (entry.says) pane.append(make('p', `wrong ${entry.saysTone}`, entry.says));
  const more = node.health?.message;
  if (more && !entry.says.includes(more)) pane.append(make('p', `wrong ${entry.tone}`, more));
  section(pane, 'Identity', facts(identity(entry)));
  if (node.info.length > 0) section(pane, 'More', facts(node.info.map(({ name, value }) => [name, value])));
  const owners = [entry.parent, ...tree.furtherParents(entry)].filter(Boolean);
  section(pane, 'Belongs to', links(owners));
  const others = [...tree.entries.values()].filter((other) => other.parent !== entry && tree.furtherParents(other).includes(entry));
  section(pane, 'Owns', links([...entry.children, ...others]));
  section(pane, 'Look closer', commands(tree, entry));
}

function section(pane, title, body) {
  if (body.childElementCount > 0) pane.append(make('h3', '', title), body);
}

function badges(entry) {
  const line = make('div');
  for (const one of [entry.health, entry.sync].filter(Boolean)) line.append(make('span', `word ${one.tone}`, `${one.symbol} ${one.text}`), ' \u00a0 ');
  if (entry.node.presence === 'Missing') line.append(make('span', 'quiet', 'in Git, not in the cluster'));
  if (entry.node.presence === 'NotInspected') line.append(make('span', 'quiet', 'nobody could look'));
  return line;
}

function identity({ node, category }) {
  const api = [node.group, node.version].filter(Boolean).join('/');
  const created = node.createdAt ? `${age(node.createdAt, now())} ago, ${DATES.format(new Date(node.createdAt))}` : '';
  const order = node.hook ? 'hook' : node.syncWave ? `wave ${node.syncWave}` : '';
  const managed = { true: 'by Argo CD, from Git', false: node.orphan ? 'by nobody' : '' }[node.managed] ?? '';
  return [['Namespace', node.namespace], ['API', api], ['Category', category], ['Created', created], ['Managed', managed], ['Sync order', order],
    ['UID', node.uid.includes('/') ? '' : node.uid]];
}

function facts(pairs) {
  const list = make('dl');
  for (const [name, value] of pairs.filter(([, value]) => value)) list.append(make('dt', '', name), make('dd', '', value));
  return list;
}

function links(entries) {
  const list = make('ul');
  for (const entry of entries.slice(0, 200)) {
    const [line, link] = [make('li'), make('a', '', entry.called)];
    link.href = linkTo(entry);
    line.append(link);
    if (entry.health) line.append(make('span', `word ${entry.health.tone}`, `${entry.health.symbol} ${entry.health.text}`));
    list.append(line);
  }
  if (entries.length > 200) list.append(make('li', 'quiet', `and ${entries.length - 200} more in the map`));
  return list;
}

/** Returns commands to be copied; a name that a shell could read as more than a name gets none. */
function commands(tree, entry) {
  const list = make('div');
  if (entry === tree.root) return list;
  let addon = entry.parent;
  while (addon && !isApplication(addon)) addon = addon.parent;
  const { name, namespace } = (addon ?? tree.root).node;
  const isPlain = [name, namespace, entry.node.kind, entry.node.name].every((text) => /^[A-Za-z0-9][A-Za-z0-9.:-]*$/.test(text));
  const command = isApplication(entry) ? `get ${entry.node.namespace}/${entry.node.name}` : `events ${namespace}/${name} --for ${entry.called}`;
  if (isPlain) list.append(make('code', '', `kubectl addons ${command}`));
  return list;
}

function isApplication({ node }) {
  return node.kind === 'Application' && node.group === 'argoproj.io';
}

/** Returns the address of an entry within the page. */
function linkTo(entry) {
  return `#${encodeURIComponent(entry.uid)}`;
}
