import Testing

@testable import Web

struct SignInDestinationTests {
    @Test(arguments: ["/dashboard", "/onboarding", "/subscription", "/delete-server"])
    func `signing in leads on to our own pages`(path: String) {
        #expect(SignInDestination(requested: path).path == path)
    }

    @Test(arguments: [
        "", "https://evil.example", "//evil.example", "/\\evil.example", "/dashboard@evil.example",
        "/sign-out",
        "/sign-in", "/deploy", "/healthz", "/dashboard\r\nSet-Cookie: a=b", " /onboarding",
        "javascript:alert(1)",
    ])
    func `and never anywhere else`(path: String) {
        #expect(SignInDestination(requested: path) == .dashboard)
    }

    @Test func `the sign-in page is asked for a destination only where it is not the usual one`() {
        #expect(SignInDestination(requested: nil).signInPath == "/sign-in")
        #expect(SignInDestination(requested: "/onboarding").signInPath == "/sign-in?next=/onboarding")
    }
}
