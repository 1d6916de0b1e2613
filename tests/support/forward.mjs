import { connect, createServer } from 'node:net';

// Runs inside a person's network namespace: localhost there is the site outside.
const [sitePort, host, port] = process.argv.slice(2);

createServer((near) => {
  const far = connect(Number(port), host);
  for (const socket of [near, far]) {
    socket.setNoDelay(true);
    socket.on('error', () => {
      near.destroy();
      far.destroy();
    });
  }
  near.pipe(far);
  far.pipe(near);
}).listen(Number(sitePort), '127.0.0.1', () => process.stdout.write('ready\n'));
