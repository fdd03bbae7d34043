import HTTP

/// A pattern of requests: a method or `*`, and a path below `/v1`, in which `*` stands for one part, or `*` alone
/// for every path.
package struct RequestPattern: Equatable, Sendable {
    /// Nil for every method.
    let method: Method?
    /// Nil for every path.
    let path: String?

    static let every = RequestPattern(method: nil, path: nil)

    init(method: Method?, path: String?) {
        self.method = method
        self.path = path
    }

    /// Reads `METHOD PATH`, for example `DELETE /servers/*`; nil when the text is anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2, words[1] == "*" || words[1].hasPrefix("/") else { return nil }
        let method = Method(String(words[0]))
        if words[0] == "*" {
            self.method = nil
        } else if case .other = method {
            return nil
        } else {
            self.method = method
        }
        path = words[1] == "*" ? nil : String(words[1])
    }

    func matches(_ method: Method, _ path: String) -> Bool {
        if let wanted = self.method, wanted != method { return false }
        guard let wanted = self.path else { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let wantedParts = wanted.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == wantedParts.count
            && zip(parts, wantedParts).allSatisfy { $1 == "*" || $0 == $1 }
    }
}
