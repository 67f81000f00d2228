package dev.sluice.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** What others want done on the pipeline's thread. Asked from any thread. */
final class Questions {

  private record Question<T>(Supplier<T> question, CompletableFuture<T> answer) {
    void run() {
      try {
        answer.complete(question.get());
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    void refuse() {
      answer.completeExceptionally(new IllegalStateException("the pipeline has ended"));
    }
  }

  private final ConcurrentLinkedQueue<Question<?>> queue = new ConcurrentLinkedQueue<>();

  <T> CompletableFuture<T> add(Supplier<T> what) {
    Question<T> question = new Question<>(what, new CompletableFuture<>());
    queue.add(question);
    return question.answer();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Answers all that wait; on the pipeline's thread. */
  void answer() {
    if (queue.isEmpty()) {
      return;
    }
    for (Question<?> question = queue.poll(); question != null; question = queue.poll()) {
      question.run();
    }
  }

  /** Nobody will answer any more. */
  void refuse() {
    for (Question<?> question = queue.poll(); question != null; question = queue.poll()) {
      question.refuse();
    }
  }
}
