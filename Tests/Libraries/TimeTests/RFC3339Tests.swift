import Testing
import Time

struct RFC3339Tests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_001, "2024-02-29T23:59:59.001Z"),
            (1_795_222_063_123, "2026-11-21T00:47:43.123Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `writes an instant in UTC with milliseconds`(epochMilliseconds: Int64, text: String) {
        let instant = Instant(milliseconds: epochMilliseconds)
        #expect(instant.rfc3339WithMilliseconds == text)
        var bytes: [UInt8] = []
        instant.appendRFC3339WithMilliseconds(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(instant.rfc3339 == text.prefix(19) + "Z")
        #expect(Instant(rfc3339: text) == instant)
    }

    @Test func `writes every instant, and each differently`() {
        let far = [Int64.min, -62_135_596_800_001, 253_402_300_800_000, .max].map(Instant.init(milliseconds:))
        #expect(Set(far.map(\.rfc3339WithMilliseconds)).count == far.count)
        #expect(far[2].rfc3339 == "10000-01-01T00:00:00Z")
    }

    @Test func `keeps milliseconds that it does not show`() {
        let instant = Instant(milliseconds: 1_795_223_803_999)
        #expect(instant.rfc3339 == "2026-11-21T01:16:43Z")
        #expect(instant - Instant(milliseconds: 1_795_223_803_000) == .milliseconds(999))
    }

    @Test(arguments: [
        ("2026-11-21T01:02:03Z", 1_795_222_923_000), ("2026-11-21T01:02:03.045Z", 1_795_222_923_045),
        ("2026-11-21T01:02:03.045678Z", 1_795_222_923_046), ("2026-11-21T02:02:03+01:00", 1_795_222_923_000),
        ("2026-11-21T01:02:03.5+00:00", 1_795_222_923_500), ("2026-11-21T01:02:60Z", 1_795_222_980_000),
        ("2026-11-20T19:32:03-0530", 1_795_222_923_000), ("2026-11-21T02:02:03+01", 1_795_222_923_000),
        ("2026-11-21T01:02:03.999999999Z", 1_795_222_924_000), ("2026-02-30T00:00:00Z", 1_772_409_600_000),
    ])
    func `reads a time in every form that RFC 3339 allows and services write`(
        text: String, milliseconds: Int64
    ) {
        #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "1795222923", "2026-13-21T01:02:03Z", "yesterday",
        "2026-11-21T01:02:03", "2026-11-21T01:02Z", "2026-11-21T01:02:03.Z", "2026-11-32T01:02:03Z",
        "2026-11-21T01:02:03+24:00", "2026-11-21T01:02:03Z ", " 2026-11-21T01:02:03Z", "2026-11-21 01:02:03Z",
    ])
    func `refuses text that is no time`(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }
}
