// A made-up town for the gallery's maps: crooked streets, four beats, some places.
const WEST = -87.7, SOUTH = 41.8, STEP_X = 0.0024, STEP_Y = 0.0018, ROWS = 22, COLUMNS = 26;
const bend = (x, y) => [WEST + x * STEP_X + Math.sin(y / 5) * 0.0012, SOUTH + y * STEP_Y + Math.sin(x / 6) * 0.0011];
const feature = (geometry, properties = {}) => ({ type: "Feature", geometry, properties });
const collection = (features) => ({ type: "FeatureCollection", features });
const steps = (from, to, by = 1) => Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by);

function ring(x0, y0, x1, y1) {
  return [...steps(x0, x1).map((x) => bend(x, y0)), ...steps(y0, y1).map((y) => bend(x1, y)), ...steps(x0, x1).map((x) => bend(x1 - x + x0, y1)), ...steps(y0, y1).map((y) => bend(x0, y1 - y + y0))];
}

/** One layer by name. */
export function geo(name) {
  const line = (points) => feature({ type: "LineString", coordinates: points });
  if (name === "streets") return collection([...steps(0, ROWS).map((y) => line(steps(0, COLUMNS).map((x) => bend(x, y)))), ...steps(0, COLUMNS).map((x) => line(steps(0, ROWS).map((y) => bend(x, y))))]);
  const area = (id, label, ...corners) => feature({ type: "Polygon", coordinates: [ring(...corners)] }, { id, label, name: label });
  if (name === "beats") return collection([area("b1", "Beat 1", 0, 11, 13, 22), area("b2", "Beat 2", 13, 11, 26, 22), area("b3", "Beat 3", 0, 0, 13, 11), area("b4", "Beat 4", 13, 0, 26, 11)]);
  if (name === "beat") return collection([area("b4", "Beat 4", 13, 0, 26, 11)]);
  if (name === "hot") return collection([[17, 4, 4], [18, 4, 4], [19, 4, 3], [18, 5, 3], [17, 3, 2], [19, 5, 2], [22, 8, 3], [23, 8, 2], [15, 8, 1]].map(([x, y, level]) => feature({ type: "Polygon", coordinates: [ring(x, y, x + 1, y + 1)] }, { id: `h${x}-${y}`, level, name: `Cell ${x}/${y}` })));
  const points = [["a1", 18.4, 4.5, 31, "Night assaults, Canal Street 200 to 400", "31 in 26 weeks, 3.1 × expected", "bad"], ["a2", 23, 8.6, 44, "Thefts from one store, Harbor Plaza", "44 in 26 weeks; 38 % of all shoplifting", "bad"], ["a3", 15.5, 8.4, 12, "Burglaries that repeat nearby, Mill Road", "12 within 14 days and 200 m", "warn"], ["a4", 21, 2.2, 9, "Concerns about speeding, Mill Road school", "9 people since January", "other"]];
  return collection(points.map(([id, x, y, count, label, note, tone]) => feature({ type: "Point", coordinates: bend(x, y) }, { id, count, name: label, note, tone, href: "/problem" })));
}
