/** Teams in the order of a tree: each below the one above it, with how deep it stands. */
export function tree(teams) {
  const below = new Map();
  const there = new Set(teams.map((team) => team.id));
  teams.forEach((team) => {
    const parent = there.has(team.parent) ? team.parent : '';
    below.set(parent, [...(below.get(parent) ?? []), team]);
  });
  const rows = [];
  const walk = (id, depth) => {
    for (const team of below.get(id) ?? []) {
      rows.push({ team, depth });
      walk(team.id, depth + 1);
    }
  };
  walk('', 0);
  return rows;
}

/** Teams to choose from, set in as deep as they stand. */
export const teamChoices = (teams) => tree(teams).map(({ team, depth }) => [team.id, `${'　'.repeat(depth)}${team.name}`]);
