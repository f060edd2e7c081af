//! Opens gzip and zstd by their first bytes, not by name, and stops bombs.
//!
//! What the text inside means is read elsewhere.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use super::zstd::Frames;

/// How long a text may be, in bytes.
#[derive(Clone, Copy)]
struct Limits {
    /// No text may be longer, compressed or not.
    longest: u64,
    /// A text may be so many times longer than what it was unpacked from…
    ratio: u64,
    /// …once it is longer than this.
    small: u64,
}

const LIMITS: Limits = Limits {
    longest: 2 << 30,
    ratio: 1000,
    small: 64 << 20,
};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Returns the text inside, unpacked as it is read.
pub(super) fn open<'a>(source: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    open_within(LIMITS, source)
}

fn open_within<'a>(limits: Limits, source: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let read = Rc::new(Cell::new(0));
    let counted = Counted {
        source,
        read: Rc::clone(&read),
    };
    let mut packed = BufReader::with_capacity(64 << 10, counted);
    let start = packed.fill_buf()?;
    let unpacked: Box<dyn Read + 'a> = if start.starts_with(GZIP) {
        Box::new(MultiGzDecoder::new(packed))
    } else if start.starts_with(ZSTD) {
        Box::new(Frames::new(packed))
    } else {
        Box::new(packed)
    };
    let limited = Limited {
        source: unpacked,
        limits,
        packed: read,
        unpacked: 0,
    };
    Ok(Box::new(BufReader::with_capacity(256 << 10, limited)))
}

/// Counts what is read.
struct Counted<R> {
    source: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// Stops where no honest text goes on.
struct Limited<R> {
    source: R,
    limits: Limits,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.unpacked += count as u64;
        let by_ratio = self.packed.get().saturating_mul(self.limits.ratio);
        let most = by_ratio.max(self.limits.small).min(self.limits.longest);
        match self.unpacked > most {
            true => Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("it unpacks to more than {most} bytes"),
            )),
            false => Ok(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn text(packed: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        open(packed)?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn each_packing_is_known_by_its_first_bytes() {
        assert_eq!(text(b"plain").unwrap(), "plain");
        assert_eq!(text(b"").unwrap(), "");
        assert_eq!(text(&gzip(b"packed")).unwrap(), "packed");
        assert_eq!(text(&zstd(b"packed")).unwrap(), "packed");
        let two = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(text(&two).unwrap(), "one two");
        let two = [zstd(b"one "), zstd(b"two")].concat();
        assert_eq!(text(&two).unwrap(), "one two");
    }

    #[test]
    fn a_truncated_file_is_an_error_and_not_a_short_text() {
        let packed = gzip("a long enough text ".repeat(50).as_bytes());
        assert!(text(&packed[..packed.len() - 9]).is_err());
        let packed = zstd("a long enough text ".repeat(50).as_bytes());
        assert!(text(&packed[..packed.len() - 2]).is_err());
    }

    #[test]
    fn a_bomb_is_stopped() {
        let limits = Limits {
            longest: 1 << 20,
            ratio: 100,
            small: 64 << 10,
        };
        let unpack = |packed: &[u8]| {
            let mut text = open_within(limits, packed).unwrap();
            io::copy(&mut text, &mut io::sink()).map_err(|error| error.kind())
        };
        let too_large = Err(io::ErrorKind::FileTooLarge);
        assert_eq!(unpack(&gzip(&vec![0; 500 << 10])), too_large);
        assert_eq!(unpack(&gzip(&vec![0; 60 << 10])), Ok(60 << 10));
        assert_eq!(unpack(&vec![b'a'; 2 << 20]), too_large);
    }
}
