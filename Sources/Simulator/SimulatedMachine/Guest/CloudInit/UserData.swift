import FoundationEssentials

/// The document a server is created with.
enum UserData {
    private static let firstLine = Array("#cloud-config\n".utf8)

    /// The configuration in it, or nil when cloud-init would ignore the document whole: when its first line is
    /// anything but `#cloud-config`, or what follows is not a mapping. YAML other than JSON is not understood.
    static func configuration(_ document: [UInt8]) -> [String: JSONValue]? {
        guard document.starts(with: firstLine) else { return nil }
        let body = Data(document.dropFirst(firstLine.count))
        // Why a document is no JSON does not matter to a machine that ignores it.
        guard case .object(let members)? = try? JSONDecoder().decode(JSONValue.self, from: body) else {
            return nil
        }
        return members
    }
}
