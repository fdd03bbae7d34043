/// What is on offer; changes seldom, but what is sold out changes by the hour.
extension HetznerClient {
    package func serverTypes(by deadline: ContinuousClock.Instant) throws(HetznerError) -> [ServerType] {
        try all(by: deadline)
    }

    package func locations(by deadline: ContinuousClock.Instant) throws(HetznerError) -> [Location] {
        try all(by: deadline)
    }

    /// The image of that name for that architecture (`x86` or `arm`), deprecated ones left out.
    package func image(
        named name: String, architecture: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Image? {
        try some(where: ("name", name), ("architecture", architecture), by: deadline)
            .first { $0.name == name && $0.architecture == architecture }
    }
}
