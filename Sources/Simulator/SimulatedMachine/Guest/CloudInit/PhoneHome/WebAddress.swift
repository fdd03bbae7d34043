/// The parts of an http or https URL that a request needs.
struct WebAddress: Equatable {
    let isSecure: Bool
    /// Without brackets, when it is an IPv6 address.
    let host: String
    let port: UInt16
    /// The value of the Host header: with a port when the URL has one.
    let authority: String
    /// Path and query.
    let target: String

    /// nil when the text is no such URL.
    init?(_ url: String) {
        if url.hasPrefix("http://") {
            isSecure = false
        } else if url.hasPrefix("https://") {
            isSecure = true
        } else {
            return nil
        }
        let rest = url.dropFirst(isSecure ? 8 : 7).prefix { $0 != "#" }
        authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        let path = rest.dropFirst(authority.count)
        target = path.hasPrefix("/") ? String(path) : "/" + path
        let hostEnd: String.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[..<bracket].dropFirst())
            hostEnd = authority.index(after: bracket)
        } else {
            hostEnd = authority.firstIndex(of: ":") ?? authority.endIndex
            host = String(authority[..<hostEnd])
        }
        let portText = authority[hostEnd...].dropFirst()
        guard !host.isEmpty, let port = portText.isEmpty ? (isSecure ? 443 : 80) : UInt16(portText) else {
            return nil
        }
        self.port = port
    }

    /// The URL that a Location header found at this one means.
    func resolved(_ location: String) -> String {
        if location.contains("://") { return location }
        let base = (isSecure ? "https://" : "http://") + authority
        if location.hasPrefix("/") { return base + location }
        let directory = target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
            .dropLast()
        return base + directory.joined(separator: "/") + "/" + location
    }
}
