import { render } from "preact";
import { Desk } from "./desk.tsx";

const root = document.getElementById("page");
if (root !== null) {
  root.replaceChildren();
  render(<Desk />, root);
}
