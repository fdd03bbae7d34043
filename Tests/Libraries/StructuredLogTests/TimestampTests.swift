import Testing

@testable import StructuredLog

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_001, "2024-02-29T23:59:59.001Z"),
            (1_795_222_063_123, "2026-11-21T00:47:43.123Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `a moment is written in UTC with milliseconds`(epochMilliseconds: Int64, text: String) {
        var bytes: [UInt8] = []
        Timestamp(epochMilliseconds: epochMilliseconds).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}
