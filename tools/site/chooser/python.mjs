// Starts this project's Python, in a browser's worker and under node alike: nothing here knows which of them it is in.
import { loadPyodide } from "./pyodide/pyodide.mjs";

/**
 * Start Python and load what the page needs.
 *
 * @param read Gives the bytes of a file by its path beside this one.
 * @param there Throws where no such file is: Pyodide would wait for one of its own without a word.
 * @param told Is told what is being done: the number of the step, of how many, and words for it.
 * @returns The questions, and a function from answers to what they lead to.
 */
export async function start(read, there, told) {
  const { pyodide, archives } = JSON.parse(new TextDecoder().decode(await read("files.json")));
  const steps = archives.length + 3;
  told(1, steps, "Python");
  for (const path of pyodide) await there(path);
  const python = await loadPyodide();
  for (const [number, path] of archives.entries()) {
    told(2 + number, steps, path.split("/").pop().split("-")[0].replace(".zip", ""));
    python.unpackArchive(await read(path), path.endsWith(".whl") ? "wheel" : "zip");
  }
  told(steps - 1, steps, "the questions");
  const ours = python.pyimport("aksnet.suggest.page_answers");
  const json = python.pyimport("json");
  const questions = JSON.parse(json.dumps(ours.questions()));
  told(steps, steps, "done");
  return {
    questions,
    answer: (answers) => JSON.parse(json.dumps(ours.page_answer(python.toPy(answers)))),
  };
}
