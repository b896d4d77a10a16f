// Runs Python beside the page, so that the page stays alive while it works.
import { start } from "./python.mjs";

async function ask(path, method) {
  const response = await fetch(new URL(path, import.meta.url), { method });
  if (!response.ok) throw new Error(`${path}: the server answers ${response.status}`);
  return response;
}

const read = async (path) => (await ask(path, "GET")).arrayBuffer();
const there = (path) => ask(path, "HEAD");

const tell = (message) => self.postMessage(message);
const failed = (fault) => tell({ kind: "failed", text: String(fault?.message ?? fault) });

try {
  const python = await start(read, there, (step, steps, what) => tell({ kind: "step", step, steps, what }));
  self.onmessage = ({ data }) => {
    try {
      tell({ kind: "answer", number: data.number, answer: python.answer(data.answers) });
    } catch (fault) {
      failed(fault);
    }
  };
  tell({ kind: "ready", questions: python.questions });
} catch (fault) {
  failed(fault);
}
