"""The packages of NSCLDAQ: other parts of it that are installed elsewhere under this name stay importable."""
__path__ = __import__("pkgutil").extend_path(__path__, __name__)
