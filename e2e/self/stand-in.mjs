#!/usr/bin/env node
// Stands in for the executable in the harness's own tests: says the ready line and serves a sign-in that checks the code, each once.
import { createServer } from "node:http";
import { codeOf, stepAt } from "../lib/totp.mjs";

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const taken = new Set();
const page = (title, body) => `<!doctype html><html lang="en"><head><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
const form = '<form method="post" action="/sign-in"><label>E-mail <input name="email"></label><label>Password <input name="password" type="password"></label><label>Code <input name="code"></label><button>Sign in</button></form>';

const server = createServer((request, response) => {
  if (request.method !== "POST") return void response.setHeader("content-type", "text/html").end(page(request.url === "/sign-in" ? "Sign in" : "Today", request.url === "/sign-in" ? form : ""));
  let text = "";
  request.on("data", (chunk) => (text += chunk)).on("end", () => {
    const sent = new URLSearchParams(text);
    const step = [0, -1].map((back) => stepAt(Date.now() / 1000) + back).find((one) => codeOf(SECRET, one) === sent.get("code"));
    const good = sent.get("email") === "dana@example.org" && sent.get("password") === "four plain words here" && step !== undefined && !taken.has(step);
    taken.add(step);
    response.writeHead(303, { location: good ? "/today" : "/sign-in" }).end();
  });
});
const listen = process.argv[process.argv.indexOf("--listen") + 1];
if (process.argv[2] !== "demo" || listen !== "127.0.0.1:0" || !process.argv.includes("--json")) process.exit(2);
server.listen(0, "127.0.0.1", () => {
  console.log("making the town");
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/`, people: [{ role: "officer", name: "Dana Ruiz", email: "dana@example.org", password: "four plain words here", totp_secret: SECRET }] }));
});
