// node client.mjs URL VERSION TOPIC: subscribes with MQTT.js, publishes with each QoS, prints what comes back.
import mqtt from 'mqtt';

const [url, version, topic] = process.argv.slice(2);
const client = await mqtt.connectAsync(url, {
  protocolVersion: Number(version),
  clientId: `mqttjs-${version}`,
  reconnectPeriod: 0,
});
const arrived = new Promise((resolve) => {
  const messages = [];
  client.on('message', (name, payload, packet) => {
    messages.push(`${name} ${payload} qos=${packet.qos}`);
    if (messages.length === 3) {
      resolve(messages);
    }
  });
});
await client.subscribeAsync(`${topic}/#`, { qos: 2 });
for (const qos of [0, 1, 2]) {
  await client.publishAsync(`${topic}/qos${qos}`, String(40 + qos), { qos });
}
for (const message of (await arrived).sort()) {
  console.log(message);
}
await client.endAsync();
