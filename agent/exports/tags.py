"""The structure of a tagged PDF: headings, paragraphs, lists and tables for people who listen to the report.

fpdf2 tags pictures only. This tree replaces its own; it uses `struct_builder`, the one place fpdf2 writes the structure from.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fpdf.structure_tree import NumberTree, StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject, PDFString

_FIRST_LINK = 1_000_000
"""Annotations are numbered from here on, pages from 0."""


class _Piece:
    """Marked content on one page, as a child of its element."""

    def __init__(self, page: PDFObject, number: int) -> None:
        self.page = page
        self.number = number

    def serialize(self, **_: object) -> str:
        """The reference as PDF syntax."""
        return f"<</Type /MCR /Pg {self.page.ref} /MCID {self.number}>>"


class _Target:
    """A link's annotation, as a child of its element."""

    def __init__(self, page: PDFObject, annotation: PDFObject) -> None:
        self.page = page
        self.annotation = annotation

    def serialize(self, **_: object) -> str:
        """The reference as PDF syntax."""
        return f"<</Type /OBJR /Pg {self.page.ref} /Obj {self.annotation.ref}>>"


class _Parents(NumberTree):
    """Which element each piece of a page, and each annotation, belongs to."""

    def __init__(self) -> None:
        super().__init__()
        self.annotations: list[StructElem] = []

    def serialize(self, obj_dict: object = None, _security_handler: object = None) -> str:
        """Pages as lists, annotations as single references, by ascending number."""
        pages = [f"{number} [{' '.join(element.ref for element in pieces)}]" for number, pieces in sorted(self.nums.items())]
        links = [f"{_FIRST_LINK + number} {element.ref}" for number, element in enumerate(self.annotations)]
        return str(PDFObject.serialize(self, {"/Nums": "[" + "\n".join([*pages, *links]) + "]"}))


class Element(StructElem):
    """One element; its attributes end up in the PDF under their own names."""

    def __init__(self, kind: str, parent: PDFObject, page: int, alt: str, scope: str) -> None:
        super().__init__(struct_type=f"/{kind}", parent=parent, kids=[], page_number=page)
        if alt:
            self.alt = PDFString(alt)
        if scope:
            self.a = f"<</O /Table /Scope /{scope}>>"


class Tags(StructureTreeBuilder):
    """Builds the tree while pages are drawn. Whatever is drawn outside an element is decoration."""

    def __init__(self, pdf: Any) -> None:
        super().__init__()
        self._pdf = pdf
        self._elements: list[Element] = []
        self._open: list[Element] = []
        self._parents: dict[int, int] = {}
        self._tree = _Parents()
        self.struct_tree_root.parent_tree = self._tree
        pdf.struct_builder = self
        pdf._set_min_pdf_version("1.4")

    @contextmanager
    def element(self, kind: str, *, alt: str = "", scope: str = "") -> Iterator[Element]:
        """What is drawn inside belongs to a new element of this kind: P, H1, L, LI, Table, TR, TH, TD, Figure."""
        parent = self._open[-1] if self._open else self.doc_struct_elem
        made = Element(kind, parent, self._pdf.page, alt, scope)
        parent.k.append(made)
        self._elements.append(made)
        with self.inside(made):
            yield made

    @contextmanager
    def inside(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to an element made before, such as the contents drawn when all pages are known."""
        self._open.append(element)
        yield
        self._open.pop()

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn inside is not read aloud."""
        kept, self._open = self._open, []
        yield
        self._open = kept

    @contextmanager
    def content(self, spoken: str = "") -> Iterator[None]:
        """Mark what is drawn inside as content of the open element, or as decoration; it must stay on one page.

        `spoken` is the text itself, for scripts whose glyphs cannot be read back as letters.
        """
        actual = f" /ActualText <FEFF{spoken.encode('utf-16-be').hex().upper()}>" if spoken else ""
        if not self._open:
            self._pdf._out("/Artifact BMC")
        else:
            self._pdf._out(f"/{self._open[-1].s[1:]} <</MCID {self._mark(self._open[-1])}{actual}>> BDC")
        yield
        self._pdf._out("EMC")

    def annotate(self, element: Element, annotation: Any) -> None:
        """Put a link's annotation on the page and into its element."""
        page = self._pdf.pages[self._pdf.page]
        annotation.struct_parent = _FIRST_LINK + len(self._tree.annotations)
        self._tree.annotations.append(element)
        element.k.append(_Target(page, annotation))
        page.add_annotation(annotation)
        page.tabs = "/S"

    def _mark(self, element: Element) -> int:
        page = self._pdf.pages[self._pdf.page]
        parents = self._parents.setdefault(self._pdf.page, len(self._parents))
        page.struct_parents = parents
        on_page = self._tree.nums[parents]
        on_page.append(element)
        element.k.append(_Piece(page, len(on_page) - 1))
        return len(on_page) - 1

    def empty(self) -> bool:
        """Whether nothing was tagged."""
        return not self._elements

    def __iter__(self) -> Iterator[PDFObject]:
        yield self.struct_tree_root
        yield self.doc_struct_elem
        yield self._tree
        yield from self._elements
