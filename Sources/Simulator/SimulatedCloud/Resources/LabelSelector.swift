/// A label selector: terms that must all hold (docs.hetzner.cloud, "Label Selector").
package struct LabelSelector: Equatable, Sendable {
    enum Term: Equatable, Sendable {
        case has(String)
        case hasNot(String)
        case isOneOf(String, [String])
        /// Also holds for resources without the label. The vendor does not document that; Kubernetes, which has the
        /// same grammar, does.
        case isNoneOf(String, [String])
    }

    let terms: [Term]

    /// Throws `invalid_input` when the text is no selector.
    package init(_ text: String) throws(APIError) {
        var terms: [Term] = []
        for part in Self.split(text) {
            guard let term = Self.term(part) else {
                throw .invalidInput(fields: [
                    .init(name: "label_selector", message: "Invalid label selector.")
                ])
            }
            terms.append(term)
        }
        self.terms = terms
    }

    package func matches(_ labels: Labels) -> Bool {
        terms.allSatisfy { term in
            switch term {
            case .has(let key): labels.values[key] != nil
            case .hasNot(let key): labels.values[key] == nil
            case .isOneOf(let key, let values): labels.values[key].map(values.contains) ?? false
            case .isNoneOf(let key, let values): !(labels.values[key].map(values.contains) ?? false)
            }
        }
    }

    /// Splits at commas outside parentheses.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map(trimmed)
    }

    private static func term(_ text: String) -> Term? {
        if let (key, values) = set(text, " notin ") { return checked(key, values, Term.isNoneOf) }
        if let (key, values) = set(text, " in ") { return checked(key, values, Term.isOneOf) }
        if text.hasPrefix("!") {
            let key = trimmed(String(text.dropFirst()))
            return Labels.isKey(key) ? .hasNot(key) : nil
        }
        for (sign, make) in [("!=", Term.isNoneOf), ("==", Term.isOneOf), ("=", Term.isOneOf)] {
            guard let range = text.firstRange(of: sign) else { continue }
            let key = trimmed(String(text[..<range.lowerBound]))
            return checked(key, [trimmed(String(text[range.upperBound...]))], make)
        }
        return Labels.isKey(text) ? .has(text) : nil
    }

    /// The parts of `key in (a,b)`.
    private static func set(_ text: String, _ word: String) -> (String, [String])? {
        guard let range = text.firstRange(of: word) else { return nil }
        let list = trimmed(String(text[range.upperBound...]))
        guard list.hasPrefix("("), list.hasSuffix(")") else { return nil }
        let values = list.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        return (trimmed(String(text[..<range.lowerBound])), values.map { trimmed(String($0)) })
    }

    private static func checked(
        _ key: String, _ values: [String], _ make: (String, [String]) -> Term
    ) -> Term? {
        guard Labels.isKey(key), values.allSatisfy({ $0.isEmpty || Labels.isName($0) }) else { return nil }
        return make(key, values)
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
