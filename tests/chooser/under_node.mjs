// node under_node.mjs FOLDER < answers.json: what the page in FOLDER asks, and what each of the answers leads to, as JSON.
import { accessSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { start } = await import(pathToFileURL(join(folder, "python.mjs")).href);
const steps = [];
const python = await start(
  async (path) => new Uint8Array(readFileSync(join(folder, path))),
  async (path) => accessSync(join(folder, path)),
  (step, of, what) => steps.push([step, of, what]),
);
const cases = JSON.parse(readFileSync(0, "utf-8"));
const said = { questions: python.questions, answers: cases.map((each) => python.answer(each)), steps };
process.stdout.write(JSON.stringify(said));
