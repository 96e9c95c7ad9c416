/**
 * A queue of messages that are sent one after the other, with a new try after a failure.
 */

/**
 * Adds a message to the end of the queue and returns its number.
 */
function addMessage(queue, message) {
  const number = queue.messages.length + 1;
  queue.messages.push({ number, message, tries: 0 });
  return number;
}

/**
 * Sends the first message of the queue; after an error it is tried again later.
 */
async function sendFirst(queue, transport) {
  const first = queue.messages[0];
  // nothing to send when the queue is empty
  if (!first) {
    return null;
  }
  try {
    await transport.send(first.message);
    queue.messages.shift();
  } catch (error) {
    first.tries += 1;
    throw error;
  }
  return first;
}

function removeOldMessages(queue, age) {
  const kept = [];
  for (const message of queue.messages) {
    if (message.age <= age) {
      kept.push(message);
    }
  }
  queue.messages = kept;
}
