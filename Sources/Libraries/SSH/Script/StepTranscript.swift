/// Divides the script's standard output into its steps' outputs, by the marker lines that the script writes.
struct StepTranscript {
    /// Marker lines are far shorter, so a longer line is a step's output.
    private static let maxMarkerLineBytes = 128

    struct Step {
        let name: String
        var output: TailBuffer
    }

    private let marker: [UInt8]
    private let maxOutputBytes: Int
    private var line: [UInt8] = []
    private var isLineTooLong = false
    private(set) var steps: [Step] = []
    private(set) var isComplete = false

    init(marker: String, maxOutputBytes: Int) {
        self.marker = Array(marker.utf8)
        self.maxOutputBytes = maxOutputBytes
    }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            line += rest[..<end]
            endLine()
            rest = rest[(end + 1)...]
        }
        line += rest
        if line.count > Self.maxMarkerLineBytes { flush(isLineTooLong: true) }
    }

    /// Takes the text after the last line break as output. Call it at the end of the stream.
    mutating func finish() {
        flush(isLineTooLong: false)
    }

    private mutating func endLine() {
        if isLineTooLong || !line.starts(with: marker) {
            line.append(UInt8(ascii: "\n"))
            flush(isLineTooLong: false)
            return
        }
        let name = String(decoding: line.dropFirst(marker.count + 1), as: UTF8.self)
        line = []
        if let last = steps.indices.last { steps[last].output.removeLastLineBreak() }
        if name.isEmpty {
            isComplete = true
        } else {
            steps.append(Step(name: name, output: TailBuffer(maxBytes: maxOutputBytes)))
        }
    }

    /// Drops output before the first step, which the login shell wrote, and after the end.
    private mutating func flush(isLineTooLong: Bool) {
        if let last = steps.indices.last, !isComplete { steps[last].output.append(line) }
        line = []
        self.isLineTooLong = isLineTooLong
    }
}
