//! Compressed files: one or more gzip members, then perhaps zeros, and nothing else.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// What an error of [`Gzip`] holds where something else follows the compressed data.
#[derive(Debug, thiserror::Error)]
#[error("has more bytes after its compressed data")]
pub(super) struct TrailingBytes;

/// The decompressed content of all members. Zeros after the last one are padding, as tapes and block devices add it.
///
/// flate2's own reader of several members takes whatever follows a member for the next one.
pub(super) struct Gzip<R: BufRead> {
    /// The member that is being read; none once the file is over.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gzip<R> {
    pub(super) fn new(file: R) -> Self {
        Gzip {
            member: Some(GzDecoder::new(file)),
        }
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(mut member) = self.member.take() {
            let count = member.read(buffer)?;
            if count > 0 {
                self.member = Some(member);
                return Ok(count);
            }
            let mut rest = member.into_inner();
            if skip_zeros(&mut rest)? {
                let next = GzDecoder::new(rest);
                // The header is read at once; without one this is no member.
                if next.header().is_none() {
                    return Err(io::Error::other(TrailingBytes));
                }
                self.member = Some(next);
            }
        }
        Ok(0)
    }
}

/// Whether anything else follows.
fn skip_zeros(from: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        let more = zeros < bytes.len();
        from.consume(zeros);
        if more {
            return Ok(true);
        }
    }
}
