import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A wire between the terminal and the node that can go dead without a word. */
export interface TcpRelay {
  readonly socket: string;
  /** Every present connection stays open and carries nothing, for ever; so do new ones. */
  blackHole(): void;
  /** What the node says on present and new connections is lost; what it is told still arrives. */
  loseAnswers(): void;
  /** New connections carry again; the old ones stay dead, as behind a forgotten NAT entry. */
  heal(): void;
  /** Break every present connection, as a restart on the way does; new ones carry. */
  cut(): void;
  connectionCount(): number;
  close(): void;
}

export const createTcpRelay = async (targetPort: number): Promise<TcpRelay> => {
  const sockets = new Set<Socket>();
  /** Those to the node. */
  const fars = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  let incoming = 0;
  let isDead = false;
  let losesAnswers = false;
  const server = createServer((near) => {
    keep(near);
    incoming += 1;
    near.on("close", () => {
      incoming -= 1;
    });
    if (isDead) {
      near.resume();
      return;
    }
    const far = connect(targetPort, "127.0.0.1");
    keep(far);
    fars.add(far);
    near.pipe(far);
    if (losesAnswers) far.resume();
    else far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => {
      fars.delete(far);
      near.destroy();
    });
  });
  const listening = Promise.withResolvers<null>();
  server.listen(0, "127.0.0.1", () => listening.resolve(null));
  await listening.promise;
  return {
    socket: `localhost:${(server.address() as AddressInfo).port}`,
    blackHole: () => {
      isDead = true;
      for (const socket of sockets) socket.unpipe().resume();
    },
    loseAnswers: () => {
      losesAnswers = true;
      for (const far of fars) far.unpipe().resume();
    },
    heal: () => {
      isDead = false;
      losesAnswers = false;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    connectionCount: () => incoming,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
