// JupyterLab's own EventManager against a server: emits an event, prints what its stream gets, and goes.
// Arguments: base URL, token, and the event as JSON.
const { EventManager, ServerConnection } = require('@jupyterlab/services');

const [baseUrl, token, event] = process.argv.slice(2);

async function main() {
  const serverSettings = ServerConnection.makeSettings({
    baseUrl,
    wsUrl: baseUrl.replace(/^http/, 'ws'),
    token,
    appendToken: true
  });
  const manager = new EventManager({ serverSettings, standby: 'never' });
  let again;
  manager.stream.connect((_, emission) => {
    clearInterval(again);
    console.log(JSON.stringify(emission));
    manager.dispose();
    process.exit(0);
  });
  // It does not say when its socket is open; until then an event is only emitted.
  again = setInterval(() => emit(manager), 200);
  await emit(manager);
}

function emit(manager) {
  return manager.emit(JSON.parse(event)).catch(error => {
    console.error(error);
    process.exit(1);
  });
}

void main();
