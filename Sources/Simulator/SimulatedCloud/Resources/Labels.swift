/// A resource's labels, checked by the vendor's rules (docs.hetzner.cloud, "Labels").
package struct Labels: Equatable, Sendable {
    package private(set) var values: [String: String]

    package static let none = Labels(values: [:])

    private init(values: [String: String]) {
        self.values = values
    }

    /// The reason why labels are malformed.
    struct Malformed: Error {
        let message: String
    }

    init(_ json: JSON) throws(Malformed) {
        guard case .object(let members) = json else { throw Malformed(message: "Not a valid mapping.") }
        values = [:]
        for member in members {
            guard case .string(let value) = member.value else {
                throw Malformed(message: "label value of '\(member.name)' is not a string")
            }
            guard Self.isKey(member.name) else {
                throw Malformed(message: "label key '\(member.name)' is not correctly formatted")
            }
            guard value.isEmpty || Self.isName(value) else {
                throw Malformed(message: "label value '\(value)' is not correctly formatted")
            }
            values[member.name] = value
        }
    }

    /// Reads the form of `stored`.
    init(stored: String) {
        values = [:]
        for line in stored.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
    }

    /// One `key=value` a line; neither may hold `=` or a line break.
    var stored: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    }

    var json: JSON {
        .object(values.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .string($0.value)) })
    }

    /// `name` or `prefix/name`; the prefix `hetzner.cloud` is reserved.
    static func isKey(_ key: String) -> Bool {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isName(key)
        case 2:
            return parts[0] != "hetzner.cloud" && isHostname(String(parts[0])) && isName(String(parts[1]))
        default: return false
        }
    }

    /// 1 to 63 characters, letters and digits at both ends, `.`, `_` and `-` between.
    static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || ".-_".utf8.contains($0) }
    }
}

/// A valid RFC 1123 host name: labels of letters, digits and inner hyphens, 1 to 63 each, 253 together.
func isHostname(_ name: String) -> Bool {
    name.utf8.count <= 253
        && name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            label in
            guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last)
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
}

func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: false
    }
}
