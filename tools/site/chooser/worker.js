// Runs Python beside the page, so that the page stays alive while it works.
import { start } from "./python.mjs";

async function read(path) {
  const response = await fetch(new URL(path, import.meta.url));
  if (!response.ok) throw new Error(`${path}: the server answers ${response.status}`);
  return response.arrayBuffer();
}

const tell = (message) => self.postMessage(message);

try {
  const python = await start(read, (step, steps, what) => tell({ kind: "step", step, steps, what }));
  self.onmessage = ({ data }) => {
    try {
      tell({ kind: "answer", number: data.number, answer: python.answer(data.answers) });
    } catch (fault) {
      tell({ kind: "failed", text: String(fault.message ?? fault) });
    }
  };
  tell({ kind: "ready", questions: python.questions });
} catch (fault) {
  tell({ kind: "failed", text: String(fault.message ?? fault) });
}
