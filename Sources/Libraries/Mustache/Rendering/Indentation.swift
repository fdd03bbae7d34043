/// What a routine writes at the start of each line: the indentation of the tag that called it, after the one
/// of the routine around that tag. A chain on the native stack, like the frames.
struct Indentation {
    let text: UnsafeBufferPointer<UInt8>
    let outer: UnsafePointer<Indentation>?

    func write(to output: inout OutputBuffer) {
        outer?.pointee.write(to: &output)
        output.write(text)
    }
}
