import Crypto
import FoundationEssentials

/// Reads typed values and collects all errors instead of stopping at the first.
final class ConfigurationReader {
    private let values: [String: String]
    private(set) var errors: [String]

    init(file: ConfigurationFile, environment: [String: String]) {
        var values = file.values
        for key in ConfigurationKey.allCases where !key.isSecret {
            if let value = environment[key.rawValue] { values[key.rawValue] = value }
        }
        for key in ConfigurationKey.allCases where key.isSecret {
            if let path = environment[key.fileKey] { values[key.fileKey] = path }
        }
        self.values = values
        errors = file.errors
    }

    /// Records that the key's value is wrong; the text says what is expected.
    func reject(_ key: ConfigurationKey, expected: String) {
        errors.append("\(key.rawValue): expected \(expected)")
    }

    /// True when the key's value was rejected; the reader's result for it then means nothing.
    func isRejected(_ key: ConfigurationKey) -> Bool {
        errors.contains { $0.hasPrefix(key.rawValue + ": ") }
    }

    /// Records an error that belongs to no single key.
    func reject(_ sentence: String) {
        errors.append(sentence)
    }

    /// The value or its default. A key without either is an error.
    func text(_ key: ConfigurationKey) -> String {
        if let value = values[key.rawValue], !value.isEmpty { return value }
        guard let defaultText = key.defaultText else {
            reject(key, expected: "a value: \(key.about)")
            return ""
        }
        return defaultText
    }

    /// The value, or nil when neither it nor a default is set.
    func optionalText(_ key: ConfigurationKey) -> String? {
        let value = text(key)
        return value.isEmpty ? nil : value
    }

    /// The parsed value. Nil from `parse` is an error; a missing value is one error, not two.
    func value<Value>(
        _ key: ConfigurationKey, expected: String, fallback: Value, _ parse: (String) -> Value?
    ) -> Value {
        let text = text(key)
        guard !text.isEmpty else { return fallback }
        guard let value = parse(text) else {
            reject(key, expected: expected)
            return fallback
        }
        return value
    }

    func int(_ key: ConfigurationKey, in range: ClosedRange<Int>) -> Int {
        value(
            key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            fallback: range.lowerBound
        ) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func seconds(_ key: ConfigurationKey, in range: ClosedRange<Int>) -> Duration {
        .seconds(int(key, in: range))
    }

    /// The value of one of a few words.
    func choice<Value>(_ key: ConfigurationKey, _ choices: KeyValuePairs<String, Value>, fallback: Value)
        -> Value
    {
        value(key, expected: choices.map { "`\($0.key)`" }.joined(separator: " or "), fallback: fallback) {
            text in
            choices.first { $0.key == text }?.value
        }
    }

    /// An absolute path.
    func path(_ key: ConfigurationKey) -> String {
        value(key, expected: "an absolute path", fallback: "") {
            $0.hasPrefix("/") && !$0.contains("\0") ? $0 : nil
        }
    }

    /// Parsed items, separated by commas. An empty list is an error.
    func list<Item>(_ key: ConfigurationKey, expected: String, _ parse: (String) -> Item?) -> [Item] {
        value(key, expected: expected, fallback: []) { text in
            let items = text.split(separator: ",").map { parse($0.trimmingSpaces) }
            return items.isEmpty || items.contains { $0 == nil } ? nil : items.compactMap { $0 }
        }
    }

    /// Like `secret`, but nil without an error when neither the key nor its file is set.
    func optionalSecret(_ key: ConfigurationKey) -> Secret? {
        let isSet = [key.rawValue, key.fileKey].contains { values[$0]?.isEmpty == false }
        return isSet ? secret(key) : nil
    }

    /// The secret in the configuration, or the content of the file that `KEY_FILE` names, without the line's end.
    /// Nil, and an error, when there is none.
    func secret(_ key: ConfigurationKey) -> Secret? {
        if let path = values[key.fileKey], !path.isEmpty {
            do throws(BadInput) {
                let text = try InputText.readText(path, maxBytes: 65536)
                return Secret(text.trimmingLineEnd)
            } catch {
                errors.append("\(key.fileKey): \(error.description)")
                return nil
            }
        }
        if let value = values[key.rawValue], !value.isEmpty { return Secret(value) }
        reject(key, expected: "a value here, or in the file that \(key.fileKey) names: \(key.about)")
        return nil
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension String {
    fileprivate var trimmingLineEnd: String {
        String(reversed().drop { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.reversed())
    }
}
