import Testing

@testable import SSH

@Suite struct StepTranscriptTests {
    static let marker = "0123456789abcdef"
    static let output =
        "login noise\n\n\(marker) first\nhalf a line\n\n\(marker) second\n\(marker.dropLast())\n x \(marker)\n"
        + "\n\(marker)\nafterwards\n"

    static func read(_ output: String, chunkBytes: Int) -> StepTranscript {
        var transcript = StepTranscript(marker: marker, maxOutputBytes: 1000)
        var rest = Array(output.utf8)[...]
        while !rest.isEmpty {
            transcript.append(rest.prefix(chunkBytes))
            rest = rest.dropFirst(chunkBytes)
        }
        transcript.finish()
        return transcript
    }

    @Test(arguments: [1, 2, 7, 16, 17, 18, 1000])
    func `reads the same steps however the output is divided into packets`(chunkBytes: Int) {
        let transcript = Self.read(Self.output, chunkBytes: chunkBytes)
        #expect(transcript.steps.map(\.name) == ["first", "second"])
        #expect(
            transcript.steps.map(\.output.text) == [
                "half a line\n", "\(Self.marker.dropLast())\n x \(Self.marker)\n",
            ])
        #expect(transcript.isComplete)
    }

    @Test func `is not complete without the last marker`() {
        let transcript = Self.read("\n\(Self.marker) first\nhalf", chunkBytes: 3)
        #expect(!transcript.isComplete)
        #expect(transcript.steps.map(\.output.text) == ["half"])
    }

    @Test(arguments: [1, 500])
    func `ignores a marker in the middle of a long line`(chunkBytes: Int) {
        let long = String(repeating: "x", count: 300)
        let transcript = Self.read("\n\(Self.marker) first\n\(long)\(Self.marker)\n", chunkBytes: chunkBytes)
        #expect(!transcript.isComplete)
        #expect(transcript.steps.map(\.output.text) == ["\(long)\(Self.marker)\n"])
    }

    @Test func `keeps the last whole lines of long output`() {
        var tail = TailBuffer(maxBytes: 10)
        for line in ["secret-1\n", "2345\n", "6789\n"] { tail.append(line.utf8) }
        #expect(tail.hasDropped == false)
        #expect(tail.text == "6789\n")
        tail.append(String(repeating: "x", count: 30).utf8)
        #expect(tail.text == "")
    }
}
