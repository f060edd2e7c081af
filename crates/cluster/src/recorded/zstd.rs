//! Unpacks zstd frame by frame: a file may hold any number of them, as parallel packers and `cat a.zst b.zst` make.
//!
//! A frame whose checksum does not fit is an error. How much may be unpacked is decided elsewhere.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The text of all frames, one after another.
pub(super) struct Frames<R> {
    packed: R,
    decoder: FrameDecoder,
    inside: bool,
}

impl<R: BufRead> Frames<R> {
    /// Begins before the first frame.
    pub(super) fn new(packed: R) -> Self {
        Self {
            packed,
            decoder: FrameDecoder::new(),
            inside: false,
        }
    }

    /// Reads the head of the next frame, or passes over one that holds no text.
    fn begin(&mut self) -> io::Result<()> {
        match self.decoder.reset(&mut self.packed) {
            Ok(()) => self.inside = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let mut skipped = Read::take(&mut self.packed, u64::from(length));
                io::copy(&mut skipped, &mut io::sink())?;
            }
            Err(error) => return Err(broken(error)),
        }
        Ok(())
    }

    fn unpack(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() < buffer.len() && !self.decoder.is_finished() {
            let missing = buffer.len() - self.decoder.can_collect();
            self.decoder
                .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBytes(missing))
                .map_err(broken)?;
        }
        self.decoder.read(buffer)
    }

    fn end(&mut self) -> io::Result<()> {
        self.inside = false;
        let told = self.decoder.get_checksum_from_data();
        match told.is_some() && told != self.decoder.get_calculated_checksum() {
            true => Err(broken("its checksum does not fit")),
            false => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if !self.inside {
                if self.packed.fill_buf()?.is_empty() {
                    break;
                }
                self.begin()?;
                continue;
            }
            match self.unpack(buffer)? {
                0 => self.end()?,
                count => return Ok(count),
            }
        }
        Ok(0)
    }
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn frame(text: &str) -> Vec<u8> {
        compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
    }

    fn text(packed: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        Frames::new(packed).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn every_frame_is_read() {
        let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        let packed = [frame("one "), skippable, frame(""), frame("two")].concat();
        assert_eq!(text(&packed).unwrap(), "one two");
        assert_eq!(text(b"").unwrap(), "");
    }

    #[test]
    fn a_frame_cut_short_or_followed_by_something_else_is_an_error() {
        let two = [frame("one "), frame("two two two")].concat();
        for end in frame("one ").len() + 1..two.len() {
            assert!(text(&two[..end]).is_err(), "{end}");
        }
        assert!(text(&[frame("one"), b"junk".to_vec()].concat()).is_err());
    }

    #[test]
    fn a_frame_with_another_checksum_is_an_error() {
        // A raw block of `abc` behind a header that promises a checksum.
        let head = [0x28, 0xb5, 0x2f, 0xfd, 0x24, 3, 0x19, 0, 0];
        let packed = |checksum: [u8; 4]| [&head[..], b"abc", &checksum].concat();
        // The low half of XXH64 of `abc` with seed 0 (RFC 8878, 3.1.1).
        assert_eq!(
            text(&packed(0xad77_0999_u32.to_le_bytes())).unwrap_or_default(),
            "abc"
        );
        assert!(text(&packed([1, 2, 3, 4])).is_err());
    }
}
