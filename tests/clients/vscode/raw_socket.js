// What VS Code puts in the place of a WebSocket under `@jupyterlab/services`: the five ZeroMQ sockets of a kernel, opened
// by the same library (`zeromq`), with the messages signed and taken apart here.
"use strict";

const { createHmac, timingSafeEqual } = require("node:crypto");
const { Dealer, Subscriber } = require("zeromq");

const DELIMITER = "<IDS|MSG>";

/** A class as `ServerConnection.ISettings.WebSocket` wants one, for the kernel with this connection. */
exports.rawSocketFor = (connection, identity) =>
  class RawSocket {
    constructor() {
      const address = port => `${connection.transport}://${connection.ip}:${port}`;
      this.protocol = "";
      this.onopen = this.onmessage = this.onclose = this.onerror = () => {};
      this.sockets = {};
      for (const channel of ["shell", "control", "stdin"]) {
        const socket = new Dealer({ routingId: identity, sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 });
        this.open(channel, socket, address(connection[`${channel}_port`]));
      }
      const iopub = new Subscriber({ receiveHighWaterMark: 0, linger: 0 });
      iopub.subscribe();
      this.open("iopub", iopub, address(connection.iopub_port));
      // As VS Code does: it does not wait for the sockets, which ZeroMQ connects when the kernel has bound its own.
      setTimeout(() => this.onopen(), 0);
    }

    async open(channel, socket, address) {
      this.sockets[channel] = socket;
      socket.connect(address);
      try {
        for await (const frames of socket) this.onmessage({ data: JSON.stringify(this.read(channel, frames)) });
      } catch (error) {
        if (!socket.closed) throw error;
      }
    }

    read(channel, frames) {
      const start = frames.findIndex(frame => frame.toString() === DELIMITER);
      const [signature, header, parent, metadata, content] = frames.slice(start + 1);
      const expected = Buffer.from(this.sign([header, parent, metadata, content]));
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
        throw new Error(`a message on ${channel} is not signed as it should be`);
      }
      return {
        channel,
        header: JSON.parse(header),
        parent_header: JSON.parse(parent),
        metadata: JSON.parse(metadata),
        content: JSON.parse(content),
        buffers: [],
      };
    }

    sign(parts) {
      const hmac = createHmac("sha256", connection.key);
      for (const part of parts) hmac.update(part);
      return hmac.digest("hex");
    }

    // A socket sends one message at a time.
    send(data) {
      const message = JSON.parse(data);
      const parts = ["header", "parent_header", "metadata", "content"].map(key => JSON.stringify(message[key] ?? {}));
      const frames = [DELIMITER, this.sign(parts), ...parts];
      const socket = this.sockets[message.channel];
      this.sending = (this.sending ?? Promise.resolve()).then(() => socket.send(frames));
    }

    close() {
      for (const socket of Object.values(this.sockets)) socket.close();
    }
  };
