import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Members of groups that do as they are told, one of each group. Argument: bootstrap servers. Orders are lines:
 *
 *   join GROUP PROTOCOL TOPIC RESET   become a member and get partitions, and a place to read from in each
 *   read GROUP N                      read so many records, and commit what was read
 *   poll GROUP N                      read so many records, and commit nothing
 *   leave GROUP
 *
 * Each is answered with 'GROUP', what was done, and the offsets of the records. Between orders a member does nothing,
 * as one that hangs: only its heartbeats go on. Runs until it is killed, or its input ends.
 */
public class Reader {
    static final Duration POLL = Duration.ofMillis(100);
    static String bootstrap;

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        Map<String, Member> members = new HashMap<>();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = input.readLine()) != null; ) {
            String[] words = line.split(" ");
            members.computeIfAbsent(words[1], Member::new).orders.add(words);
        }
        // Whoever started this process is gone.
        Runtime.getRuntime().halt(0);
    }

    static class Member extends Thread {
        final BlockingQueue<String[]> orders = new LinkedBlockingQueue<>();
        final String group;
        KafkaConsumer<String, String> consumer;
        /** Fetched, and not read yet. */
        final Queue<ConsumerRecord<String, String>> fetched = new ArrayDeque<>();
        final Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();

        Member(String group) {
            this.group = group;
            start();
        }

        @Override
        public void run() {
            try {
                while (true) obey(orders.take());
            } catch (Throwable failure) {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        }

        void obey(String[] words) {
            StringBuilder offsets = new StringBuilder();
            switch (words[0]) {
                case "join" -> join(words[2], words[3], words[4]);
                case "leave" -> consumer.close();
                default -> {
                    for (int count = Integer.parseInt(words[2]); count > 0; count--) offsets.append(' ').append(next());
                    if (words[0].equals("read")) consumer.commitSync(read);
                }
            }
            synchronized (Reader.class) {
                System.out.println(group + " " + words[0] + offsets);
                System.out.flush();
            }
        }

        void join(String protocol, String topic, String reset) {
            consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", group,
                "group.protocol", protocol,
                "auto.offset.reset", reset,
                "enable.auto.commit", "false",
                // A batch at a time, so that a member that hangs holds little that was deleted since.
                "max.partition.fetch.bytes", "100",
                "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"));
            fetched.clear();
            read.clear();
            consumer.subscribe(List.of(topic));
            while (!isReady()) fetch();
        }

        /** A commit below the log start is no place to read from: the first fetch finds that out. */
        boolean isReady() {
            if (consumer.assignment().isEmpty()) return false;
            Map<TopicPartition, Long> first = consumer.beginningOffsets(consumer.assignment());
            return first.entrySet().stream().allMatch(start -> consumer.position(start.getKey()) >= start.getValue());
        }

        void fetch() {
            consumer.poll(POLL).forEach(fetched::add);
        }

        long next() {
            while (fetched.isEmpty()) fetch();
            ConsumerRecord<String, String> record = fetched.remove();
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            read.put(partition, new OffsetAndMetadata(record.offset() + 1));
            return record.offset();
        }
    }
}
