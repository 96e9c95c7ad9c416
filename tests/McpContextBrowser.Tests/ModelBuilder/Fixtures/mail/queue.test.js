const { addMessage, sendFirst } = require("./queue");

describe("the queue of messages", () => {
  it("returns the number of an added message", () => {
    const queue = { messages: [] };
    expect(addMessage(queue, "hello")).toBe(1);
    expect(addMessage(queue, "again")).toBe(2);
  });

  it("tries a message again after an error", async () => {
    const queue = { messages: [{ message: "hello", tries: 0 }] };
    const transport = { send: () => { throw new Error("closed"); } };
    await expect(sendFirst(queue, transport)).rejects.toThrow();
    expect(queue.messages[0].tries).toBe(1);
  });
});
