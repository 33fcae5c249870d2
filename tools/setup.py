#!/usr/bin/env python3
"""Set this clone up: .venv with the locked packages, and the system libraries.

    setup.py run      what `make run` needs
    setup.py test     that, and Chromium, gettext and readers of printed pages for the tests
    setup.py check    that, and gettext

Runs on any Python from 3.8, so that an old one gives a clear message. A second run changes nothing and is quick.
"""

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements" / "dev.lock"
STAMP = VENV / "installed-lock.sha256"
OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3", "python3.14", "/usr/bin/python3")
APT_TRIES = 10
# Tests print a certificate, look at the picture and read its QR code.
# The program that steers Chromium in the browser tests is linked with it, and a bare system does not bring it.
DRIVER_LIBRARY = ("libatomic1", "libatomic.so.1")
PAPER_READERS = (("poppler-utils", "pdftoppm"), ("zbar-tools", "zbarimg"))
APT_PAUSE = 2
UNKNOWN_TO_APT = ("Unable to locate package", "has no installation candidate")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
# What WeasyPrint and PostgreSQL load: Debian's package, and the names that the library has on Linux and macOS.
LIBRARIES = (
    ("zlib1g", ("libz.so.1", "libz.dylib")),
    ("libpango-1.0-0", ("libpango-1.0.so.0", "libpango-1.0.dylib")),
    ("libpangoft2-1.0-0", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")),
    ("libharfbuzz-subset0", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib")),
    ("libfontconfig1", ("libfontconfig.so.1", "libfontconfig.1.dylib")),
)


def main(purpose):
    """Do what `purpose` needs; return the exit code."""
    os.chdir(str(ROOT))
    if "VIRTUAL_ENV" in os.environ:
        del os.environ["VIRTUAL_ENV"]
    if not venv_works() and not make_venv(purpose):
        return 1
    if not install_packages():
        return 1
    see_to_system(purpose)
    return compile_translations()


def say(text):
    """Tell the user what happens."""
    print(text, flush=True)


# -- Python and its packages ------------------------------------------------------------------------------------


def venv_works():
    """Tell whether .venv has a Python that is new enough and has pip."""
    if not PYTHON.exists():
        return False
    code = f"import sys, importlib.util as u; sys.exit(sys.version_info < {OLDEST} or not u.find_spec('pip'))"
    return subprocess.call([str(PYTHON), "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def make_venv(purpose):
    """Make .venv with the first Python that can; returns False when there is none, and names all that is missing."""
    if VENV.is_symlink():
        say(f"✘ .venv points to a folder without a working Python: {os.readlink(str(VENV))}")
        return False
    python = find_python()
    if python is None and apt_install(["python3", "python3-venv"]):
        python = find_python()
    if python is None:
        wanted = " ".join(["python3-venv", *missing_packages(purpose)])
        say(f"✘ Python 3.11 or later with its venv module is needed. On Debian or Ubuntu: sudo apt install {wanted}")
        return False
    say(f"Making .venv with {python[1]} ...")
    shutil.rmtree(str(VENV), ignore_errors=True)
    return run_quietly([python[0], "-m", "venv", str(VENV)], "making .venv")


def find_python():
    """Return (path, version) of the first Python that is new enough and can make virtual environments, or None."""
    code = (
        f"import sys, venv, ensurepip as e; print(sys.executable, sys.version_info >= {OLDEST}, sys.version, sep='\\n')"
    )
    for name in CANDIDATES:
        found = shutil.which(name)
        if not found:
            continue
        try:
            answer = subprocess.run([found, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
        except (OSError, subprocess.TimeoutExpired):
            continue
        lines = answer.stdout.decode(errors="replace").split("\n")
        if answer.returncode == 0 and lines[1:2] == ["True"]:
            return lines[0], f"Python {lines[2].split()[0]}"
    return None


def install_packages():
    """Install the lock into .venv unless that very lock is in already."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return True
    count = sum(1 for line in LOCK.read_text().splitlines() if line[:1].isalnum())
    say(f"Installing {count} packages (a minute or two the first time) ...")
    started = time.time()
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--progress-bar", "off"]
    if not run_quietly([*command, "--disable-pip-version-check", "-r", str(LOCK)], "installing packages"):
        return False
    STAMP.write_text(wanted)
    say(f"✔ packages installed in {time.time() - started:.0f} s")
    return True


def compile_translations():
    """Write the .mo files whose .po is newer."""
    pairs = [(po, po.with_suffix(".mo")) for po in ROOT.glob("locale/*/LC_MESSAGES/*.po")]
    if all(mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime for po, mo in pairs):
        return 0
    return subprocess.call([str(PYTHON), "tools/messages.py", "compile"])


def run_quietly(command, what):
    """Run a command; show the end of its output only when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        lines = done.stdout.decode(errors="replace").splitlines()
        # pip repeats a warning for each place that it does not use.
        telling = [line for line in lines if not line.startswith(("WARNING: Location", "Looking in"))]
        say("\n".join(telling[-25:]))
        say(f"✘ {what} failed")
    return done.returncode == 0


# -- The system --------------------------------------------------------------------------------------------------


def see_to_system(purpose):
    """Install what the system lacks when that is possible; otherwise say in one line what to install."""
    missing = missing_packages(purpose)
    if missing and sys.platform == "linux" and apt_install(missing):
        missing = missing_packages(purpose)
    if missing:
        say("! " + advice(missing))


def missing_packages(purpose):
    """Return the Debian packages of what the system really lacks."""
    missing = [package for package, names in LIBRARIES if not any(loads(name) for name in names)]
    if not has_fonts():
        missing.append("fonts-noto-core")
    if purpose in ("test", "check") and not shutil.which("xgettext"):
        missing.append("gettext")
    if purpose == "test" and not has_chromium():
        missing.append("chromium")
    if purpose == "test" and sys.platform == "linux" and not loads(DRIVER_LIBRARY[1]):
        missing.append(DRIVER_LIBRARY[0])
    if purpose == "test":
        missing += [package for package, program in PAPER_READERS if not shutil.which(program)]
    return missing


def advice(missing):
    """Name what is missing, how to get it and what works without it, in one line."""
    effects = []
    if any(name in missing for name in ("fonts-noto-core", *(package for package, _ in LIBRARIES))):
        effects.append("no PDF files until then")
    if "chromium" in missing or DRIVER_LIBRARY[0] in missing:
        effects.append("browser tests are skipped")
    if any(package in missing for package, _ in PAPER_READERS):
        effects.append("printed certificates are not read back")
    if "gettext" in missing:
        effects.append("new texts are not looked for")
    if sys.platform == "darwin":
        install = "brew install pango gettext; brew install --cask chromium"
    else:
        install = "sudo apt install " + " ".join(missing)
    return f"Missing: {', '.join(missing)}. Install with: {install} ({'; '.join(effects)})."


def loads(name):
    """Tell whether the dynamic loader finds a library."""
    places = ("", "/opt/homebrew/lib/", "/usr/local/lib/") if platform.system() == "Darwin" else ("",)
    for place in places:
        try:
            ctypes.CDLL(place + name)
        except OSError:
            continue
        return True
    return False


def has_fonts():
    """Tell whether there is any font that fontconfig would find."""
    for folder in FONT_FOLDERS:
        for _, _, files in os.walk(os.path.expanduser(folder)):
            if any(name.lower().endswith((".ttf", ".otf", ".ttc")) for name in files):
                return True
    return sys.platform == "darwin"


def has_chromium():
    """Tell whether there is a Chromium for the browser tests (CHROMIUM names one)."""
    if os.environ.get("CHROMIUM"):
        return True
    mac = ("/Applications/Chromium.app", "/Applications/Google Chrome.app")
    return any(shutil.which(name) for name in CHROMIUM_NAMES) or any(os.path.exists(app) for app in mac)


def apt_install(packages):
    """Install Debian packages when we may; returns whether all are in. A failure is told in one line."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing from the system's packages: {' '.join(packages)} ...")
    apt_get("update")  # when this fails, older lists may still do
    output = apt_get("install", *packages)
    if output is None:
        return True
    if len(packages) > 1 and any(sign in output for sign in UNKNOWN_TO_APT):
        # One that this system does not have must not keep the others out.
        failures = [apt_get("install", package) for package in packages]
        output = next((failure for failure in failures if failure is not None), None)
    if output is not None:
        say(f"! apt-get could not: {apt_reason(output)}")
    return output is None


def apt_get(action, *packages):
    """Run apt-get, waiting for others who use it; returns its output when it fails, otherwise None."""
    command = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", action]
    if action == "install":
        command += ["--no-install-recommends", *packages]
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C")
    output = ""
    for attempt in range(APT_TRIES):
        done = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode == 0:
            return None
        output = done.stdout.decode(errors="replace")
        if "Could not get lock" not in output:
            break
        time.sleep(APT_PAUSE + attempt)
    return output


def apt_reason(output):
    """Return in one line why apt-get failed."""
    if "Failed to fetch" in output:
        return "the package servers cannot be reached"
    errors = [line[3:].strip() for line in output.splitlines() if line.startswith("E: ")]
    return (errors or output.strip().splitlines()[-1:] or ["it ended without a word"])[0]


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["test"], ["check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
