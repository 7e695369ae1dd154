"""Why a request got the answer it got, and the smallest change that would help."""
