import java.io.InputStream;

/** Prints the schemas of messages, which Kafka's clients jar holds, one per line. Arguments: their names. */
public class Schemas {
    public static void main(String[] names) throws Exception {
        for (String name : names) {
            try (InputStream schema = ClassLoader.getSystemResourceAsStream("common/message/" + name + ".json")) {
                String text = new String(schema.readAllBytes(), "UTF-8");
                System.out.println(text.replaceAll("(?m)^\\s*//.*$", "").replaceAll("\\s+", " "));
            }
        }
    }
}
