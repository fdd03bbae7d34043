/// What a server starts from.
package struct Image: Resource, Encodable {
    package let id: Int64
    /// As `ubuntu-24.04`, and the same for each architecture; nil for snapshots.
    package let name: String?
    /// `system`, `app`, `snapshot` or `backup`.
    package let type: String
    /// `available`, `creating` or `unavailable`.
    package let status: String
    /// `x86` or `arm`.
    package let architecture: String
    package let deprecation: Deprecation?

    static let singular = "image"
    static let plural = "images"
}
