// Pulls every list through openapi-fetch with the types that openapi-typescript made, and compares it with what was sent.
// `ADDRESS`, and TOKEN where there is one, are in the environment.
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

const address = process.env.ADDRESS!;
const headers = process.env.TOKEN ? { Authorization: `Bearer ${process.env.TOKEN}` } : undefined;
const client = createClient<paths>({ baseUrl: address, headers });

// What a partner writes: each field is checked against the description when this is compiled.
export function ends(linkage: components["schemas"]["Linkage"]): string {
  return `${linkage.source.label} – ${linkage.target.label} (${linkage.modality}) ${linkage.validity.text}`;
}

type Rows = { next: string | null; results: { id: string }[] };
type Lists = "/api/v1/actors/" | "/api/v1/linkages/" | "/api/v1/processes/";

async function pulled(path: Lists): Promise<{ id: string }[]> {
  const rows: { id: string }[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await client.GET(path, { params: { query: { limit: 500, cursor } } });
    if (error) throw new Error(JSON.stringify(error));
    const page = data as Rows;
    rows.push(...page.results);
    cursor = page.next ? new URL(page.next).searchParams.get("cursor")! : undefined;
  } while (cursor);
  return rows;
}

async function sent(path: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (let next: string | null = `${address}${path}?limit=500`; next; ) {
    const page: Rows = await (await fetch(next, { headers })).json();
    rows.push(...page.results);
    next = page.next;
  }
  return rows;
}

async function main(): Promise<void> {
  const root: Record<string, string> = await (await fetch(`${address}/api/v1/`)).json();
  let total = 0;
  const lists: string[] = [];
  const lost: string[] = [];
  for (const name of Object.keys(root)) {
    const path = `/api/v1/${name}/`;
    const answer = await (await fetch(`${address}${path}?limit=1`, { headers })).text();
    if (!answer.includes('"previous":')) continue; // no list
    const rows = await pulled(path as Lists);
    if (JSON.stringify(rows) !== JSON.stringify(await sent(path))) lost.push(name);
    total += rows.length;
    lists.push(name);
  }
  console.log(`TypeScript: ${total} records of ${lists.length} lists; not as they were sent: ${lost.join(", ") || "none"}`);
  if (lost.length || lists.length < 20) process.exit(1);
}

main();
