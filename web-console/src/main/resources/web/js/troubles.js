// What was sent and could not be used: each reason in words, with what to do about it.
// @ts-check

/** By the word that the gateway sends: what it means, and the remedy. @type {Map<string, [string, string]>} */
const WORDS = new Map([
  ['malformed-json', ['It starts like JSON but is not one whole document.', 'Look for a cut-off buffer, a missing quote, or two documents in one; for text that starts with a bracket set payload: text.']],
  ['not-utf8', ['The payload is not UTF-8: binary, or text in another encoding.', 'Send UTF-8, or set payload: ignore for this topic.']],
  ['too-deep', ['More than 64 levels of objects and arrays.', 'Send a flatter document.']],
  ['too-many-leaves', ['More than 1,000 values in one publish.', 'Send several messages, or point a mapping at the part that is needed.']],
  ['text-too-long', ['More than 4 KiB that are not JSON.', 'Send shorter text, or set payload: ignore for this topic.']],
  ['raw-too-large', ['A message on a raw topic has more than 256 KiB: its readings are kept, it does not go upstream.', 'Send smaller messages.']],
  ['id-too-long', ['Device or signal would have more than 512 characters.', 'Use shorter topics, client ids and keys.']],
  ['no-value-at-pointer', ['The mapping points at a value that the document does not have.', 'Compare the sample with the mapping’s value:.']],
  ['not-a-number', ['The mapping says number, and no value is one.', 'Check decimal:, or use payload: auto.']],
  ['not-a-boolean', ['The mapping says bool, and no value is one.', 'Use payload: auto.']],
  ['time-unreadable', ['What stands at the time pointer is no time.', 'Set timeFormat:, or send the offset (Z or +02:00).']],
  ['time-out-of-range', ['The time lies before 1970 or after April 2262.', 'Set the device’s clock; check timeFormat: (ms taken for seconds?).']],
  ['decoder-fault', ['The decoder has a defect; the log has the details.', 'Please report it with the sample.']],
  ['too-large', ['The readings of one publish do not fit into one record.', 'Send fewer or shorter values at a time.']],
  ['not-authorized', ['The client may not publish to this topic; nothing was stored.', 'Let it publish to its own topics, or make its credential anew with --publish.']],
  ['subscribe-not-authorized', ['The client may not subscribe to this filter.', 'Let it subscribe to its own topics, or make its credential anew with --subscribe.']],
  ['dollar-topic', ['Topics that start with $ belong to the gateway; nothing was stored.', 'Use another topic.']],
  ['too-many-retained', ['No room for one more retained message: it was delivered and stored as a reading, but is not kept for later subscribers.', 'Clear retained messages that nobody needs, with an empty payload.']],
  ['packet-too-large', ['The packet is larger than MQTT clients may send here; the client was disconnected.', 'Send less at a time, or raise mqtt.limits.packet.']],
  ['failed', ['The gateway failed on this publish, which was not acknowledged.', 'Please report it; the log has the details.']],
]);

/** In one line: what the reason means and what to do; '' for a word of a newer gateway. @param {string} reason */
export function troubleText(reason) {
  return WORDS.get(reason)?.join(' ') ?? '';
}
