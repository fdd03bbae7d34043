import FoundationEssentials
import Store

extension Instant {
    /// Reads `2026-11-21T01:02:03Z`, with or without a fraction of the second, `Z` or an offset (RFC 3339); nil
    /// for anything else.
    init?(rfc3339 text: String) {
        let style = Date.ISO8601FormatStyle()
        // Each form refuses what the other reads.
        let date =
            (try? style.parse(text))
            ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
        guard let date else { return nil }
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
