import Mustache
import SeededRandom

/// Generates random contexts: nested values of all kinds under the names that templates use.
enum ContextGenerator {
    private static let names = ["a", "b", "c", "l", "o", "f"]
    private static let texts = [
        "", "x", "<b>&\"'", "p", "q", "r", "é✓𝄞", "two\nlines", "{{a}}",
        "a text of more than fifteen bytes & more",
    ]
    private static let lambdaResults = [
        "", "{{a}}", "{{>p}}", "{{#l}}{{.}}{{/l}}", "{{f}}", "{{", "\n  {{>q}}\n", "{{$x}}y{{/x}}",
    ]

    /// A value of a random kind, at most four levels deep.
    static func value(_ random: inout SeededRandom, depth: Int = 0) -> Value {
        switch Int.random(in: depth < 4 ? 0..<12 : 0..<8, using: &random) {
        case 0: return .null
        case 1: return .bool(random.oneIn(2))
        case 2: return .int(random.oneIn(8) ? .min : Int.random(in: -2...300, using: &random))
        case 3: return .double(random.pick([0, 1.5, -0.1, .infinity, .nan, 1e300, .leastNonzeroMagnitude]))
        case 4...6: return .string(random.pick(texts))
        case 7: return lambda(&random)
        case 8, 9:
            let count = Int.random(in: 0...3, using: &random)
            return .list((0..<count).map { _ in value(&random, depth: depth + 1) })
        default: return object(&random, depth: depth + 1)
        }
    }

    /// An object with a field for some of the names.
    static func object(_ random: inout SeededRandom, depth: Int = 0) -> Value {
        let chosen = names.filter { _ in !random.oneIn(6) }
        return .object(chosen.map { Object.Field(name: Name($0), value: value(&random, depth: depth)) })
    }

    private static func lambda(_ random: inout SeededRandom) -> Value {
        let result = random.pick(lambdaResults)
        let repeats = random.oneIn(2)
        return .lambda(Lambda { section in repeats ? (section ?? "") + result + (section ?? "") : result })
    }

    /// A JSON text, which is mostly well-formed.
    static func json(_ random: inout SeededRandom, depth: Int = 0) -> String {
        var text: String
        switch Int.random(in: depth < 4 ? 0..<8 : 0..<6, using: &random) {
        case 0:
            text = random.pick(["null", "true", "false", " 0 ", "-1.50e3", "12345678901234567890", "1e999"])
        case 1: text = "\"\\u00e9\\uD834\\uDD1E\\n\""
        case 2...5: text = "\"\(random.pick(["", "x", "p", "é✓𝄞"]))\""
        case 6:
            let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in json(&random, depth: depth + 1)
            }
            text = "[\(items.joined(separator: ", "))]"
        default:
            let fields = names.map { "\"\($0)\": \(json(&random, depth: depth + 1))" }
            text = "{\(fields.joined(separator: ","))}"
        }
        if random.oneIn(50), !text.isEmpty {
            let place = text.index(text.startIndex, offsetBy: Int.random(in: 0..<text.count, using: &random))
            text.remove(at: place)
        }
        return text
    }
}
