// A session as VS Code has it: starts the kernel as its kernelspec says, connects `@jupyterlab/services` to it over raw
// ZeroMQ sockets, and does what a reader does. Prints one JSON object, which the test reads.
//   node session.js KERNELSPEC FOLDER
"use strict";

const { spawn } = require("node:child_process");
const { randomUUID } = require("node:crypto");
const { readFileSync, writeFileSync, openSync } = require("node:fs");
const { createServer } = require("node:net");
const { setTimeout: sleep } = require("node:timers/promises");
const { KernelConnection } = require("@jupyterlab/services/lib/kernel/default");
const { KernelMessage, ServerConnection } = require("@jupyterlab/services");
const { rawSocketFor } = require("./raw_socket");

const INTERVAL = 500;
const ATTEMPTS = 120;

async function freePorts(names) {
  const servers = await Promise.all(
    names.map(() => new Promise(done => { const server = createServer().listen(0, "127.0.0.1", () => done(server)); })),
  );
  const ports = Object.fromEntries(names.map((name, i) => [name, servers[i].address().port]));
  await Promise.all(servers.map(server => new Promise(done => server.close(done))));
  return ports;
}

async function start(spec, folder) {
  const ports = await freePorts(["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"]);
  const connection = { transport: "tcp", ip: "127.0.0.1", key: randomUUID(), signature_scheme: "hmac-sha256", ...ports };
  writeFileSync(`${folder}/connection.json`, JSON.stringify(connection));
  const argv = spec.argv.map(word => word.replace("{connection_file}", `${folder}/connection.json`));
  const log = openSync(`${folder}/kernel.log`, "w");
  const child = spawn(argv[0], argv.slice(1), { env: { ...process.env, ...spec.env }, stdio: ["ignore", log, log] });
  const exited = new Promise(done => child.on("exit", code => done(code)));
  return { connection, child, exited };
}

function connect(connection) {
  const settings = ServerConnection.makeSettings({
    WebSocket: rawSocketFor(connection, randomUUID()),
    wsUrl: "RAW",
    // There is no server, so nothing may be asked of one.
    fetch: () => Promise.reject(new Error("VS Code has no server to ask")),
  });
  const model = { id: randomUUID(), name: "papercell" };
  return new KernelConnection({ serverSettings: settings, clientId: randomUUID(), username: "reader", handleComms: true, model });
}

const control = (kernel, msgType) =>
  kernel.sendControlMessage(
    KernelMessage.createMessage({ msgType, channel: "control", session: kernel.clientId, username: "reader", content: {} }),
    true,
  );

/** Asks on both channels every 500 ms until both have answered and something came on iopub. */
async function handshake(kernel) {
  let iopub = false, shell = false, byControl = false, asked = 0;
  while (kernel.connectionStatus !== "connected") await sleep(5);
  const listen = (_, message) => { iopub ||= message.channel === "iopub"; };
  kernel.iopubMessage.connect(listen);
  while (!(iopub && shell && byControl)) {
    if (++asked > ATTEMPTS) throw new Error(`not ready: ${JSON.stringify({ iopub, shell, byControl })}`);
    kernel.requestKernelInfo().then(() => { shell = true; }, () => {});
    control(kernel, "kernel_info_request").done.then(() => { byControl = true; }, () => {});
    await sleep(INTERVAL);
  }
  kernel.iopubMessage.disconnect(listen);
  return asked;
}

/** Runs a cell to its end, which is when the reply and the idle of this very cell have come. */
async function run(kernel, code, { onStarted = () => {}, answer } = {}) {
  const future = kernel.requestExecute({ code, stop_on_error: true, allow_stdin: answer !== undefined });
  const messages = [];
  future.onIOPub = message => {
    messages.push(message);
    if (message.header.msg_type === "execute_input") onStarted();
  };
  future.onStdin = message => kernel.sendInputReply({ status: "ok", value: answer }, message.header);
  const reply = await future.done;
  // The future hears of the idle before the connection does.
  for (let i = 0; i < 100 && kernel.status !== "idle"; i++) await sleep(10);
  const of = type => messages.filter(message => message.header.msg_type === type).map(message => message.content);
  return {
    status: reply.content.status,
    ename: reply.content.ename,
    traceback: reply.content.traceback,
    text: of("stream").map(content => content.text).join(""),
    results: of("execute_result").map(content => content.data["text/plain"]),
    errors: of("error").length,
    kernel: kernel.status,
  };
}

async function main() {
  const [spec, folder] = [JSON.parse(readFileSync(process.argv[2])), process.argv[3]];
  const { connection, child, exited } = await start(spec, folder);
  const kernel = connect(connection);
  const statuses = new Set();
  kernel.statusChanged.connect((_, status) => statuses.add(status));
  const said = {};
  try {
    said.asked = await handshake(kernel);
    said.info = await kernel.info;
    said.value = await run(kernel, 'let kept = 6 * 7;\nprintln!("on its way");\nkept');
    said.wrong = await run(kernel, "let wrong: String = 7;");
    said.panicked = await run(kernel, 'panic!("boom");');
    let interrupting;
    said.interrupted = await run(kernel, "loop { std::hint::black_box(0); }", {
      onStarted: () => {
        interrupting = sleep(1000).then(async () => {
          const start = Date.now();
          const reply = await control(kernel, "interrupt_request").done;
          return { status: reply.content.status, milliseconds: Date.now() - start };
        });
      },
    });
    said.interrupting = await interrupting;
    said.after = await run(kernel, "kept + 1");
    said.input = await run(kernel, 'use toy::prelude::*;\ninput("Your name? ")', { answer: "Ada" });
    said.completion = (await kernel.requestComplete({ code: "kep", cursor_pos: 3 })).content;
    said.shutdown = (await control(kernel, "shutdown_request").done).content;
    said.exit = await Promise.race([exited, sleep(10000).then(() => "it lives on")]);
    said.statuses = [...statuses];
  } finally {
    kernel.dispose();
    child.kill("SIGKILL");
  }
  console.log(JSON.stringify(said));
  process.exit(0);
}

process.on("unhandledRejection", error => { console.error(error); process.exit(1); });
main();
